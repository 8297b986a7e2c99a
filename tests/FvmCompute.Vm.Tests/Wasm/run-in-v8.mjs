// node run-in-v8.mjs MODULE.wasm CALLS.json: calls exports in order in V8 and prints one line per host call and per result.
import fs from 'node:fs';
const [wasm, calls] = process.argv.slice(2);
const view = new DataView(new ArrayBuffer(8));
const word = {
  i32: value => String(value | 0),
  i64: value => String(BigInt.asIntN(64, value)),
  f32: value => { if (Number.isNaN(value)) return 'nan'; view.setFloat32(0, value); return String(view.getUint32(0)); },
  f64: value => { if (Number.isNaN(value)) return 'nan'; view.setFloat64(0, value); return String(view.getBigInt64(0)); },
};
const value = (type, small) => (type === 'i64' ? BigInt(small) : small);
const { imports, exports } = JSON.parse(fs.readFileSync(calls, 'utf8'));
const offered = {};
for (const { module, name, params, results } of imports) {
  (offered[module] ??= {})[name] = (...args) => {
    console.log(`${name} ${args.map((arg, i) => word[params[i]](arg)).join(' ')}`);
    return results.length ? value(results[0], 0) : undefined;
  };
}
const instance = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(wasm)), offered);
for (const { name, params, results } of exports) {
  try {
    const result = instance.exports[name](...params.map((type, i) => value(type, i * 77 + 5)));
    console.log(`${name} = ${results.length ? word[results[0]](result) : ''}`);
  } catch (error) {
    console.log(`${name} trapped`);
  }
}
