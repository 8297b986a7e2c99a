// Drives a running sidecar with grpc-js: submits a possession job, watches it, fetches the result, checks an error's details. Prints one JSON object.
//   node client.mjs HOST:PORT PROTO_FOLDER PIECE_CID
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const grpc = require('@grpc/grpc-js')
const loader = require('@grpc/proto-loader')

const [address, protoFolder, pieceCid] = process.argv.slice(2)
const definition = loader.loadSync(['fvmcompute/v1/jobs.proto', 'fvmcompute/v1/chain.proto', 'fvmcompute/v1/devices.proto'], {
  includeDirs: [protoFolder], keepCase: true, longs: String, enums: String, defaults: true, oneofs: true
})
const { fvmcompute: { v1 } } = grpc.loadPackageDefinition(definition)
const credentials = grpc.credentials.createInsecure()
const jobs = new v1.Jobs(address, credentials)
const chain = new v1.Chain(address, credentials)
const devices = new v1.Devices(address, credentials)

const unary = (client, method, request) => new Promise((resolve, reject) =>
  client[method](request, { deadline: Date.now() + 60000 }, (error, response) => (error ? reject(error) : resolve(response))))

const stream = (call) => new Promise((resolve, reject) => {
  const messages = []
  call.on('data', (message) => messages.push(message))
  call.on('error', reject)
  call.on('end', () => resolve(messages))
})

const spec = { max_price: '1000', possession: { piece_cid: pieceCid, challenges: 4 } }
const job = await unary(jobs, 'SubmitJob', { request_id: 'from-js', spec })
const updates = await stream(jobs.WatchJob({ name: job.name }))
const settled = await unary(jobs, 'GetJob', { name: job.name })
const result = await stream(jobs.GetResult({ name: job.name }))
const head = await unary(chain, 'GetHead', {})
const list = await unary(devices, 'ListDevices', {})
const refused = await unary(jobs, 'SubmitJob', { spec: { ...spec, max_price: '-1' } }).catch((error) => error)

console.log(JSON.stringify({
  state: settled.state,
  states: [...new Set(updates.map((update) => update.job.state))],
  paid: settled.settlement.paid,
  proofBytes: result.slice(1).reduce((sum, part) => sum + part.proof_chunk.length, 0),
  leaves: result[0].result.possession.leaf_indexes.length,
  epoch: Number(head.epoch),
  devices: list.devices.length,
  refusedCode: refused.code,
  refusedDetails: refused.details,
  hasStatusDetails: refused.metadata.get('grpc-status-details-bin').length
}))
jobs.close()
chain.close()
devices.close()
