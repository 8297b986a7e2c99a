// Prints, for each file named on the command line, the PieceCID v2 as two implementations by others compute it.
import { readFileSync } from 'node:fs'
import { Piece } from '@web3-storage/data-segment'
import * as Hasher from 'fr32-sha2-256-trunc254-padded-binary-tree-multihash'
import * as Digest from 'multiformats/hashes/digest'
import * as Link from 'multiformats/link'

const raw = 0x55

function byWasm(payload) {
  const hasher = Hasher.create()
  hasher.write(payload)
  const digest = new Uint8Array(hasher.multihashByteLength())
  hasher.digestInto(digest, 0, true)
  hasher.free()
  return Link.create(raw, Digest.decode(digest)).toString()
}

const results = process.argv.slice(2).map((file) => {
  const payload = new Uint8Array(readFileSync(file))
  return { file, dataSegment: payload.length >= 65 ? Piece.fromPayload(payload).link.toString() : null, wasm: byWasm(payload) }
})
console.log(JSON.stringify(results))
