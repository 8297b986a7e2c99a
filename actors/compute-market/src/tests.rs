//! The market's rules on the host, over the SDK's stand-in machine. The same stories run as wasm in the real machine in tests/FvmCompute.Vm.Tests/Actors.

mod conservation;
mod hostile;
mod interface;
mod life;
mod piece;
mod settling;
mod world;
