"""Checks and measures FvmCompute's kernels on the devices of a machine, with nothing but Python 3 and the machine's own drivers."""
