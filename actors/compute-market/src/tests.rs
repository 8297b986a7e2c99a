//! The market's rules on the host, over the SDK's stand-in machine. The same stories run as wasm in the real machine in tests/FvmCompute.Vm.Tests/Actors.

mod conservation;
mod hostile;
mod interface;
// the market reads less of it than the verifier
#[allow(dead_code)]
#[path = "../../proof-verifier/src/tests/json.rs"]
mod json;
mod life;
mod piece;
mod proving;
mod settling;
mod world;
