"""Devices through OpenCL 1.2 (libOpenCL.so.1), kernels as source."""

import ctypes as c
import os

from . import sources

GROUP_SIZE = 128
PROFILING = 2
READ_WRITE, ALLOCATE_HOST = 1, 16
TYPE, UNITS, MEMORY, NAME, DRIVER, VERSION = 0x1000, 0x1002, 0x101F, 0x102B, 0x102D, 0x102F
BUILD_LOG, COMMAND_END = 0x1183, 0x1283
TYPE_CPU = 2
OPTIONS = b"-cl-std=CL1.2"


class OpenClError(RuntimeError):
    pass


class Api:
    """Calls by name; those in `CREATORS` return a handle and write their status through the last argument."""

    CREATORS = {"clCreateContext", "clCreateCommandQueue", "clCreateBuffer", "clEnqueueMapBuffer", "clCreateProgramWithSource", "clCreateKernel"}

    def __init__(self):
        self.library = c.CDLL(os.environ.get("FVMCOMPUTE_LIBOPENCL", "libOpenCL.so.1"))

    def __call__(self, function, *arguments):
        native = getattr(self.library, function)
        status = c.c_int(0)
        if function in self.CREATORS:
            native.restype = c.c_void_p
            result = native(*arguments, c.byref(status))
        else:
            status = c.c_int(native(*arguments))
            result = None
        if status.value != 0:
            raise OpenClError(f"{function} failed with status {status.value}")
        return result

    def list(self, function, *arguments):
        count = c.c_uint(0)
        if getattr(self.library, function)(*arguments, c.c_uint(0), None, c.byref(count)) != 0:
            return []
        handles = (c.c_void_p * count.value)()
        self(function, *arguments, count, handles, None)
        return [c.c_void_p(handle) for handle in handles]

    def info(self, device, what):
        size = c.c_size_t(0)
        self("clGetDeviceInfo", device, c.c_uint(what), c.c_size_t(0), None, c.byref(size))
        value = c.create_string_buffer(size.value)
        self("clGetDeviceInfo", device, c.c_uint(what), size, value, None)
        return value.raw

    def number(self, device, what):
        return int.from_bytes(self.info(device, what), "little")

    def text(self, device, what):
        return self.info(device, what).rstrip(b"\0").decode(errors="replace").strip()


def discover():
    """One opener for each device, counted across platforms; and why there are none."""
    try:
        api = Api()
    except OSError as failure:
        return [], [f"OpenCL: {failure}"]
    devices = [device for platform in api.list("clGetPlatformIDs") for device in api.list("clGetDeviceIDs", platform, c.c_uint64(0xFFFFFFFF))]
    notes = [] if devices else ["OpenCL: the loader shows no device"]
    return [(f"opencl:{index}", lambda index=index, device=device: OpenClDevice(api, device, index)) for index, device in enumerate(devices)], notes


class OpenClDevice:
    framework = "opencl"

    def __init__(self, api, device, index):
        self.cl = api
        self.id = f"opencl:{index}"
        self.device = device
        self.context = c.c_void_p(api("clCreateContext", None, c.c_uint(1), c.byref(device), None, None))
        self.streams = [c.c_void_p(api("clCreateCommandQueue", self.context, device, c.c_uint64(PROFILING))) for _ in range(2)]
        self.compute_units = api.number(device, UNITS)
        self.is_cpu = bool(api.number(device, TYPE) & TYPE_CPU)
        self.handles = {}

    def describe(self):
        return {
            "id": self.id,
            "name": self.cl.text(self.device, NAME),
            "framework": "OpenCL",
            "version": self.cl.text(self.device, VERSION),
            "driver": self.cl.text(self.device, DRIVER),
            "memoryBytes": self.cl.number(self.device, MEMORY),
            "computeUnits": self.compute_units,
        }

    def load(self, module):
        text = c.c_char_p(sources.opencl_source(module))
        program = c.c_void_p(self.cl("clCreateProgramWithSource", self.context, c.c_uint(1), c.byref(text), None))
        try:
            self.cl("clBuildProgram", program, c.c_uint(1), c.byref(self.device), c.c_char_p(OPTIONS), None, None)
        except OpenClError as failure:
            log = c.create_string_buffer(65536)
            self.cl("clGetProgramBuildInfo", program, self.device, c.c_uint(BUILD_LOG), c.c_size_t(len(log)), log, None)
            raise OpenClError(f"{module}: {failure}: {log.value.decode(errors='replace')}") from None
        return lambda name: c.c_void_p(self.cl("clCreateKernel", program, c.c_char_p(name.encode())))

    def allocate(self, size):
        return c.c_void_p(self.cl("clCreateBuffer", self.context, c.c_uint64(READ_WRITE), c.c_size_t(size), None))

    def free(self, buffer):
        self.cl("clReleaseMemObject", buffer)

    def pinned(self, size):
        buffer = c.c_void_p(self.cl("clCreateBuffer", self.context, c.c_uint64(READ_WRITE | ALLOCATE_HOST), c.c_size_t(size), None))
        address = self.cl("clEnqueueMapBuffer", self.streams[0], buffer, c.c_uint(1), c.c_uint64(3), c.c_size_t(0), c.c_size_t(size), c.c_uint(0), None, None)
        return (c.c_ubyte * size).from_address(address)

    def upload(self, host, buffer, size, stream=0):
        self.cl("clEnqueueWriteBuffer", self.streams[stream], buffer, c.c_uint(0), c.c_size_t(0), c.c_size_t(size), host, c.c_uint(0), None, None)

    def download(self, buffer, host, size, stream=0):
        self.cl("clEnqueueReadBuffer", self.streams[stream], buffer, c.c_uint(0), c.c_size_t(0), c.c_size_t(size), host, c.c_uint(0), None, None)

    def fill(self, buffer, value, size, stream=0):
        pattern = c.c_ubyte(value)
        self.cl("clEnqueueFillBuffer", self.streams[stream], buffer, c.byref(pattern), c.c_size_t(1), c.c_size_t(0), c.c_size_t(size), c.c_uint(0), None, None)

    def launch(self, kernel, groups, arguments, stream=0):
        for index, argument in enumerate(arguments):
            self.cl("clSetKernelArg", kernel, c.c_uint(index), c.c_size_t(c.sizeof(argument)), c.byref(argument))
        shape = (c.c_size_t(groups * GROUP_SIZE), c.c_size_t(GROUP_SIZE))
        self.cl("clEnqueueNDRangeKernel", self.streams[stream], kernel, c.c_uint(1), None, c.byref(shape[0]), c.byref(shape[1]), c.c_uint(0), None, None)

    def finish(self):
        for stream in self.streams:
            self.cl("clFinish", stream)

    def seconds(self, work):
        """Time between the ends of two markers around what `work` submits to the first stream."""
        start = self.mark()
        work()
        end = self.mark()
        self.cl("clFinish", self.streams[0])
        elapsed = (self.ended(end) - self.ended(start)) / 1e9
        return elapsed

    def mark(self):
        event = c.c_void_p()
        self.cl("clEnqueueMarkerWithWaitList", self.streams[0], c.c_uint(0), None, c.byref(event))
        return event

    def ended(self, event):
        nanoseconds = c.c_uint64()
        self.cl("clGetEventProfilingInfo", event, c.c_uint(COMMAND_END), c.c_size_t(8), c.byref(nanoseconds), None)
        self.cl("clReleaseEvent", event)
        return nanoseconds.value
