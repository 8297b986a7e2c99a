// A client made with @grpc/grpc-js, run against a server of ours:
//   node client.js <plain address> <TLS address> <CA certificate file> <folder of echo.proto> <folder of the standard protos>
// Prints one line for each check that held, and exits with 1 at the first that did not.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [plainAddress, tlsAddress, authorityFile, echoFolder, standardFolder] = process.argv.slice(2);
const status = grpc.status;
const limits = { 'grpc.max_receive_message_length': 32 << 20, 'grpc.max_send_message_length': 32 << 20 };

function load(...files) {
  return grpc.loadPackageDefinition(loader.loadSync(files, { includeDirs: [echoFolder, standardFolder], longs: String, defaults: true, oneofs: true }));
}

const contract = load('echo.proto', 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto', 'google/rpc/status.proto', 'google/rpc/error_details.proto');
const errorTypes = loader.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto'], { includeDirs: [standardFolder] });
const Echo = contract.fvmcompute.test.v1.Echo;

function unary(client, method, request, metadata = new grpc.Metadata(), options = {}) {
  return new Promise((resolve, reject) => {
    const result = { headers: null, trailers: null };
    const call = client[method](request, metadata, options, (error, response) => {
      if (error) { reject(error); } else { result.response = response; }
    });
    call.on('metadata', (headers) => { result.headers = headers; });
    call.on('status', (end) => { result.trailers = end.metadata; if (end.code === status.OK) { setImmediate(() => resolve(result)); } });
  });
}

function collect(call) {
  return new Promise((resolve, reject) => {
    const messages = [];
    call.on('data', (message) => messages.push(message));
    call.on('error', reject);
    call.on('end', () => resolve(messages));
  });
}

async function failure(promise) {
  try { await promise; } catch (error) { return error; }
  assert.fail('the call was expected to fail');
}

const checks = {
  async unary(client) {
    const { response } = await unary(client, 'unary', { text: 'größe', payload: Buffer.from([1, 2, 3]) });
    assert.strictEqual(response.text, 'größe');
    assert.deepStrictEqual([...response.payload], [1, 2, 3]);
  },
  async nineMebibytes(client) {
    const payload = Buffer.alloc(9 << 20, 7);
    const { response } = await unary(client, 'unary', { payload });
    assert.ok(response.payload.equals(payload));
  },
  async tooLarge(client) {
    const error = await failure(unary(client, 'unary', { payload: Buffer.alloc(17 << 20) }));
    assert.strictEqual(error.code, status.RESOURCE_EXHAUSTED);
  },
  async serverStream(client) {
    const messages = await collect(client.expand({ count: 500 }));
    assert.deepStrictEqual(messages.map((message) => message.index), [...Array(500).keys()]);
  },
  async emptyServerStream(client) {
    assert.strictEqual((await collect(client.expand({ count: 0 }))).length, 0);
  },
  async clientStream(client) {
    const response = await new Promise((resolve, reject) => {
      const call = client.collect((error, message) => (error ? reject(error) : resolve(message)));
      for (let i = 0; i < 500; i++) { call.write({ payload: Buffer.alloc(i) }); }
      call.end();
    });
    assert.strictEqual(response.index, 500);
    assert.strictEqual(response.payloadBytes, String((499 * 500) / 2));
  },
  async clientStreamEndedByServer(client) {
    const error = await failure(new Promise((resolve, reject) => {
      const call = client.collect((problem, message) => (problem ? reject(problem) : resolve(message)));
      call.write({ text: 'stop' });
    }));
    assert.deepStrictEqual([error.code, error.details], [status.ABORTED, 'stopped']);
  },
  async duplexStream(client) {
    const call = client.chat();
    let turns = 0;
    await new Promise((resolve, reject) => {
      call.on('error', reject);
      call.on('end', resolve);
      call.on('data', (message) => {
        assert.deepStrictEqual([message.text, message.index], [`turn ${turns}`, turns]);
        if (++turns === 100) { call.end(); } else { call.write({ text: `turn ${turns}` }); }
      });
      call.write({ text: 'turn 0' });
    });
    assert.strictEqual(turns, 100);
  },
  async deadline(client) {
    const error = await failure(unary(client, 'unary', { text: 'js deadline', delayMs: 30000 }, undefined, { deadline: Date.now() + 200 }));
    assert.strictEqual(error.code, status.DEADLINE_EXCEEDED);
  },
  async cancellation(client) {
    const call = client.expand({ text: 'js cancel', count: 100000, delayMs: 5 });
    const ended = failure(collect(call));
    call.once('data', () => call.cancel());
    assert.strictEqual((await ended).code, status.CANCELLED);
  },
  async metadata(client) {
    const all = Buffer.from([...Array(256).keys()]);
    const sent = new grpc.Metadata();
    sent.set('echo-text', 'a; ~%20');
    sent.set('echo-bytes-bin', all);
    const { headers, trailers } = await unary(client, 'reflect', {}, sent);
    for (const received of [headers, trailers]) {
      assert.deepStrictEqual(received.get('echo-text'), ['a; ~%20']);
      assert.ok(received.get('echo-bytes-bin')[0].equals(all));
    }
  },
  async errorMessage(client) {
    const error = await failure(unary(client, 'fail', { how: 'HOW_RPC_EXCEPTION', code: status.OUT_OF_RANGE, message: '50 % → größe\n' }));
    assert.deepStrictEqual([error.code, error.details], [status.OUT_OF_RANGE, '50 % → größe\n']);
    assert.deepStrictEqual(error.metadata.get('why'), ['asked']);
  },
  async errorDetails(client) {
    const error = await failure(unary(client, 'fail', { how: 'HOW_BAD_FIELD', message: '0 is not in 1 to 64' }));
    assert.strictEqual(error.code, status.INVALID_ARGUMENT);
    const bytes = error.metadata.get('grpc-status-details-bin')[0];
    const rich = errorTypes['google.rpc.Status'].deserialize(bytes);
    assert.deepStrictEqual([rich.code, rich.details[0].type_url ?? rich.details[0].typeUrl], [3, 'type.googleapis.com/google.rpc.BadRequest']);
    const [violation] = errorTypes['google.rpc.BadRequest'].deserialize(rich.details[0].value).fieldViolations;
    assert.deepStrictEqual([violation.field, violation.description, violation.reason], ['spec.count', '0 is not in 1 to 64', 'OUT_OF_RANGE']);
  },
  async hiddenFault(client) {
    const error = await failure(unary(client, 'fail', { how: 'HOW_PLAIN_EXCEPTION', message: 'hunter2' }));
    assert.strictEqual(error.code, status.UNKNOWN);
    assert.ok(!error.details.includes('hunter2'));
  },
  async unimplemented(client) {
    const path = '/fvmcompute.test.v1.Echo/Nothing';
    const error = await failure(new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, () => Buffer.alloc(0), (bytes) => bytes, {}, (problem, message) => (problem ? reject(problem) : resolve(message)));
    }));
    assert.strictEqual(error.code, status.UNIMPLEMENTED);
  },
  async gzip(_, address, credentials) {
    const client = new Echo(address, credentials, { ...limits, 'grpc.default_compression_algorithm': 2 });
    const payload = Buffer.alloc(300000, 1);
    const { response } = await unary(client, 'unary', { payload });
    assert.ok(response.payload.equals(payload));
    client.close();
  },
  async health(_, address, credentials) {
    const client = new contract.grpc.health.v1.Health(address, credentials);
    assert.strictEqual((await unary(client, 'check', { service: '' })).response.status, 1);
    assert.strictEqual((await failure(unary(client, 'check', { service: 'none' }))).code, status.NOT_FOUND);
    const watch = client.watch({ service: 'none' });
    const first = await new Promise((resolve) => watch.once('data', resolve));
    assert.strictEqual(first.status, 3);
    watch.on('error', () => {});
    watch.cancel();
    client.close();
  },
  async reflection(_, address, credentials) {
    const client = new contract.grpc.reflection.v1.ServerReflection(address, credentials);
    const call = client.serverReflectionInfo();
    const answers = collect(call);
    call.write({ listServices: '' });
    call.write({ fileContainingSymbol: 'fvmcompute.test.v1.Echo' });
    call.end();
    const [services, file] = await answers;
    assert.ok(services.listServicesResponse.service.some(({ name }) => name === 'fvmcompute.test.v1.Echo'));
    const described = loader.loadFileDescriptorSetFromBuffer(descriptorSet(file.fileDescriptorResponse.fileDescriptorProto));
    assert.deepStrictEqual(Object.keys(described['fvmcompute.test.v1.Echo']).sort(), ['Chat', 'Collect', 'Expand', 'Fail', 'Reflect', 'Unary']);
    client.close();
  },
};

// google.protobuf.FileDescriptorSet { repeated FileDescriptorProto file = 1; }
function descriptorSet(files) {
  return Buffer.concat(files.flatMap((file) => [Buffer.from([10, (file.length & 127) | 128, file.length >> 7]), file]));
}

async function main() {
  const authority = fs.readFileSync(authorityFile);
  for (const [kind, address, credentials] of [
    ['plain', plainAddress, grpc.credentials.createInsecure()],
    ['tls', tlsAddress, grpc.credentials.createSsl(authority)],
  ]) {
    const client = new Echo(address, credentials, limits);
    for (const [name, check] of Object.entries(checks)) {
      await check(client, address, credentials).catch((error) => { throw new Error(`${kind} ${name}: ${error.stack}`); });
      console.log(`${kind} ${name}`);
    }
    client.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 100);
});
