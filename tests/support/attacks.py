"""What a program does that wants out. Each is Python source that sets `reached`; `TCP` and `UDP` are ports to reach.

The same source runs inside the sealed application, where it must fail, and in `outside.py`, where it must not.
"""

_HTTP = "http://127.0.0.1:{TCP}/"


def _tcp(family: str, address: str) -> str:
    return f"""
import socket
with socket.socket(socket.{family}, socket.SOCK_STREAM) as pipe:
    pipe.settimeout(3)
    pipe.connect(({address!r}, TCP))
    pipe.sendall(b"GET / HTTP/1.1\\r\\n\\r\\n")
    reached = b"reached" in pipe.recv(1000)
"""


def _created(family: str, kind: str = "socket.SOCK_STREAM") -> str:
    return f"""
import socket
with socket.socket({family}, {kind}):
    reached = True
"""


def _call(number: int, *arguments: object) -> str:
    words = ", ".join(map(str, arguments))
    return f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall({number}, {words})
reached = result >= 0
"""


ATTACKS = {
    "urllib": f"""
import urllib.request
reached = b"reached" in urllib.request.urlopen(f"{_HTTP}", timeout=3).read()
""",
    "httpx": f"""
import httpx
reached = "reached" in httpx.get(f"{_HTTP}", timeout=3).text
""",
    "httpx on asyncio": f"""
import asyncio, httpx
async def ask():
    async with httpx.AsyncClient(timeout=3) as client:
        return (await client.get(f"{_HTTP}")).text
reached = "reached" in asyncio.run(ask())
""",
    "asyncio": """
import asyncio
async def ask():
    reader, writer = await asyncio.open_connection("127.0.0.1", TCP)
    writer.write(b"GET / HTTP/1.1\\r\\n\\r\\n")
    return await reader.read(1000)
reached = b"reached" in asyncio.run(ask())
""",
    "a raw socket": _tcp("AF_INET", "127.0.0.1"),
    "ctypes": """
import ctypes, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
pipe = libc.socket(2, 1, 0)
address = struct.pack("=H", 2) + struct.pack("!H4s8x", TCP, socket.inet_aton("127.0.0.1"))
reached = libc.connect(pipe, address, len(address)) == 0
""",
    "UDP": """
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as pipe:
    pipe.settimeout(3)
    pipe.sendto(b"words", ("127.0.0.1", UDP))
    reached = pipe.recv(1000) == b"reached"
""",
    "DNS": """
import socket
reached = bool(socket.getaddrinfo("words-of-somebody.example.com", 80, socket.AF_INET))
""",
    "curl": f"""
import subprocess
reached = b"reached" in subprocess.run(["curl", "-s", "-m", "3", f"{_HTTP}"], capture_output=True).stdout
""",
    "IPv6": _tcp("AF_INET6", "::1"),
    "IPv4 in IPv6": _tcp("AF_INET6", "::ffff:127.0.0.1"),
    "NAT64": _tcp("AF_INET6", "64:ff9b::7f00:1"),
    "a cloud's metadata": _tcp("AF_INET", "169.254.169.254"),
    "a cloud's platform": _tcp("AF_INET", "168.63.129.16"),
    "an abstract socket": """
import socket
with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as pipe:
    pipe.connect(f"\\0inhouse-test-{TCP}")
    reached = True
""",
    "AF_VSOCK": _created("socket.AF_VSOCK"),
    "AF_NETLINK": _created("socket.AF_NETLINK", "socket.SOCK_RAW"),
    "AF_PACKET": _created("socket.AF_PACKET", "socket.SOCK_RAW"),
    "io_uring": _call(425, 4, "ctypes.create_string_buffer(120)"),
    "another namespace": """
import ctypes
reached = ctypes.CDLL(None).unshare(0x10000000 | 0x40000000) == 0
""",
    "the machine's namespace": """
import ctypes, os
reached = ctypes.CDLL(None).setns(os.open("/proc/self/ns/net", os.O_RDONLY), 0) == 0
""",
    "a mount": """
import ctypes
reached = ctypes.CDLL(None).mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0
""",
    "ptrace": """
import ctypes, os
libc = ctypes.CDLL(None)
child = os.fork()
if child == 0:
    os._exit(0 if libc.ptrace(0, 0, None, None) == 0 else 1)
reached = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
""",
    "a listening socket turned around": """
import ctypes, socket, struct
pipe = LISTENER()
libc = ctypes.CDLL(None, use_errno=True)
libc.connect(pipe.fileno(), struct.pack("=H14x", 0), 16)
pipe.settimeout(3)
pipe.connect(("127.0.0.1", TCP))
pipe.sendall(b"GET / HTTP/1.1\\r\\n\\r\\n")
reached = b"reached" in pipe.recv(1000)
""",
    "a listening socket turned around by TCP Fast Open": """
import ctypes, socket, struct
pipe = LISTENER()
libc = ctypes.CDLL(None, use_errno=True)
libc.connect(pipe.fileno(), struct.pack("=H14x", 0), 16)
pipe.settimeout(None)
pipe.sendto(b"GET / HTTP/1.1\\r\\n\\r\\n", socket.MSG_FASTOPEN, ("127.0.0.1", TCP))
reached = b"reached" in pipe.recv(1000)
""",
}
