"""Cards through the CUDA driver API (libcuda.so.1), kernels as the committed PTX."""

import ctypes as c
import os

from . import sources

GROUP_SIZE = 128
MULTIPROCESSORS, CAPABILITY_MAJOR, CAPABILITY_MINOR = 16, 75, 76
ERROR_LOG, ERROR_LOG_BYTES = 5, 6
NON_BLOCKING = 1


class CudaError(RuntimeError):
    pass


class Driver:
    def __init__(self):
        self.library = c.CDLL(os.environ.get("FVMCOMPUTE_LIBCUDA", "libcuda.so.1"))
        self("cuInit", 0)

    def __call__(self, function, *arguments):
        status = getattr(self.library, function)(*arguments)
        if status != 0:
            name = c.c_char_p()
            self.library.cuGetErrorName(status, c.byref(name))
            raise CudaError(f"{function} failed with {(name.value or b'unknown status').decode()} ({status})")

    def number(self, function, kind, *arguments):
        value = kind()
        self(function, c.byref(value), *arguments)
        return value.value


def discover():
    """One opener for each card, in the driver's order; and why there are none."""
    try:
        driver = Driver()
        count = driver.number("cuDeviceGetCount", c.c_int)
    except (OSError, CudaError) as failure:
        return [], [f"CUDA: {failure}"]
    return [(f"cuda:{ordinal}", lambda ordinal=ordinal: CudaDevice(driver, ordinal)) for ordinal in range(count)], []


class CudaDevice:
    framework = "cuda"
    is_cpu = False

    def __init__(self, driver, ordinal):
        self.cu = driver
        self.id = f"cuda:{ordinal}"
        self.device = c.c_int(driver.number("cuDeviceGet", c.c_int, c.c_int(ordinal)))
        self.context = c.c_void_p(driver.number("cuDevicePrimaryCtxRetain", c.c_void_p, self.device))
        driver("cuCtxSetCurrent", self.context)
        self.capability = 10 * self.attribute(CAPABILITY_MAJOR) + self.attribute(CAPABILITY_MINOR)
        self.compute_units = self.attribute(MULTIPROCESSORS)
        self.streams = [c.c_void_p(driver.number("cuStreamCreate", c.c_void_p, c.c_uint(NON_BLOCKING))) for _ in range(2)]

    def attribute(self, which):
        return self.cu.number("cuDeviceGetAttribute", c.c_int, c.c_int(which), self.device)

    def describe(self):
        name = c.create_string_buffer(256)
        self.cu("cuDeviceGetName", name, c.c_int(256), self.device)
        version = self.cu.number("cuDriverGetVersion", c.c_int)
        return {
            "id": self.id,
            "name": name.value.decode(),
            "framework": "CUDA",
            "version": f"CUDA {version // 1000}.{version % 1000 // 10}, compute capability {self.capability / 10}",
            "driver": read_or_empty("/sys/module/nvidia/version"),
            "memoryBytes": self.cu.number("cuDeviceTotalMem_v2", c.c_size_t, self.device),
            "computeUnits": self.compute_units,
        }

    def load(self, module):
        """The module's kernels by name. PTX is assembled by the driver; its complaints come with the error."""
        log = c.create_string_buffer(8192)
        options = (c.c_int * 2)(ERROR_LOG, ERROR_LOG_BYTES)
        values = (c.c_void_p * 2)(c.addressof(log), len(log))
        handle = c.c_void_p()
        try:
            self.cu("cuModuleLoadDataEx", c.byref(handle), c.c_char_p(sources.ptx(module, self.capability)), c.c_uint(2), options, values)
        except CudaError as failure:
            raise CudaError(f"{module}: {failure}: {log.value.decode(errors='replace')}") from None

        def kernel(name):
            return c.c_void_p(self.cu.number("cuModuleGetFunction", c.c_void_p, handle, c.c_char_p(name.encode())))

        return kernel

    def allocate(self, size):
        return c.c_uint64(self.cu.number("cuMemAlloc_v2", c.c_uint64, c.c_size_t(size)))

    def free(self, buffer):
        self.cu("cuMemFree_v2", buffer)

    def pinned(self, size):
        address = self.cu.number("cuMemHostAlloc", c.c_void_p, c.c_size_t(size), c.c_uint(0))
        return (c.c_ubyte * size).from_address(address)

    def upload(self, host, buffer, size, stream=0):
        self.cu("cuMemcpyHtoDAsync_v2", buffer, host, c.c_size_t(size), self.streams[stream])

    def download(self, buffer, host, size, stream=0):
        self.cu("cuMemcpyDtoHAsync_v2", host, buffer, c.c_size_t(size), self.streams[stream])

    def fill(self, buffer, value, size, stream=0):
        self.cu("cuMemsetD8Async", buffer, c.c_ubyte(value), c.c_size_t(size), self.streams[stream])

    def launch(self, kernel, groups, arguments, stream=0):
        pointers = (c.c_void_p * len(arguments))(*[c.addressof(argument) for argument in arguments])
        one = c.c_uint(1)
        self.cu("cuLaunchKernel", kernel, c.c_uint(groups), one, one, c.c_uint(GROUP_SIZE), one, one, c.c_uint(0), self.streams[stream], pointers, None)

    def finish(self):
        for stream in self.streams:
            self.cu("cuStreamSynchronize", stream)

    def seconds(self, work):
        """Time between two events around what `work` submits to the first stream."""
        start, end = (c.c_void_p(self.cu.number("cuEventCreate", c.c_void_p, c.c_uint(0))) for _ in range(2))
        self.cu("cuEventRecord", start, self.streams[0])
        work()
        self.cu("cuEventRecord", end, self.streams[0])
        self.cu("cuEventSynchronize", end)
        milliseconds = self.cu.number("cuEventElapsedTime", c.c_float, start, end)
        self.cu("cuEventDestroy_v2", start)
        self.cu("cuEventDestroy_v2", end)
        return milliseconds / 1e3


def read_or_empty(path):
    try:
        with open(path, encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""
