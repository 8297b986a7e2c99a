// node time-in-v8.mjs MODULE.wasm: reads lines "EXPORT ARGUMENT", calls, answers with the nanoseconds that the call took.
import fs from 'node:fs';
import readline from 'node:readline';
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(process.argv[2])));
for await (const line of readline.createInterface({ input: process.stdin })) {
  const [name, argument] = line.split(' ');
  const start = process.hrtime.bigint();
  exports[name](Number(argument));
  console.log(String(process.hrtime.bigint() - start));
}
