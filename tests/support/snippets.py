"""What students write beside their mathematics: each works, or is refused in one sentence, everywhere alike."""

from __future__ import annotations

WORKS = {
    "streams": """
sys.stdout.reconfigure(encoding="utf-8")
print("a", file=sys.stderr)
sys.stdout.writelines(["b", "c"])
sys.stdout.buffer.write(b"d")
sys.stdout.flush()
stream = sys.stdout
return (stream.encoding, stream.isatty(), stream.seekable(), stream.writable(), stream.line_buffering,
        stream.write("four"), type(stream).__name__, type(stream.fileno()).__name__, sys.__stdout__ is stream)
""",
    "no seeking in prints": """
try:
    sys.stdout.seek(0)
except io.UnsupportedOperation as error:
    return str(error)
""",
    "restored prints": """
with open("tee.txt", "w") as sys.stdout:
    print("kept")
sys.stdout = sys.__stdout__
print("shown")
return open("tee.txt").read()
""",
    "no input": """
try:
    input("name? ")
except EOFError as error:
    return str(error), sys.stdin.read(), list(sys.stdin), sys.stdin.isatty()
""",
    "a package that is not there": """
import importlib.util, pkgutil
try:
    import nosuchthing
except ImportError as error:
    return importlib.util.find_spec("nosuchthing"), type(error).__name__, str(error), error.name
""",
    "own source": """
import inspect, importlib
module = sys.modules[__name__]
again = importlib.reload(module)
return inspect.getsource(again.Klass), os.path.basename(__file__), os.path.dirname(__file__) == os.getcwd()
""",
    "beside its own file": """
path = pathlib.Path(__file__).resolve().parent / "beside.npz"
np.savez(path, a=np.ones(3))
return np.load(path)["a"].tolist(), open("hw.py").read(6)
""",
    "who and where": """
import getpass, platform, socket
names = getpass.getuser(), platform.node(), socket.gethostname(), platform.platform(), platform.processor()
home = str(pathlib.Path.home()) == os.path.expanduser("~")
return all(type(name) is str for name in names), home, os.cpu_count() >= 1, os.getpid() > 0
""",
    "threads": """
import threading, queue, concurrent.futures
box, lock, done = queue.Queue(), threading.RLock(), threading.Event()
threads = [threading.Thread(target=box.put, args=(number,)) for number in range(4)]
[thread.start() for thread in threads], [thread.join() for thread in threads], done.set()
with lock, threading.Condition(), concurrent.futures.ThreadPoolExecutor(2) as pool:
    return sorted(box.queue), list(pool.map(abs, [1, -2])), done.wait(1)
""",
    "locks of processes": """
import multiprocessing
lock, again, some = multiprocessing.Lock(), multiprocessing.RLock(), multiprocessing.Semaphore(2)
event, value, numbers = multiprocessing.Event(), multiprocessing.Value("i", 3), multiprocessing.Array("d", 2)
event.set()
with lock, again, again, some, value.get_lock():
    return lock.acquire(False), lock.acquire(timeout=0.01), event.is_set(), value.value, numbers[:]
""",
    "a pool of threads": """
from multiprocessing.pool import ThreadPool
with ThreadPool(2) as pool:
    return pool.map(abs, [1, -2])
""",
    "an event loop": """
import asyncio
async def later(number):
    await asyncio.sleep(0.001)
    return number + await asyncio.to_thread(abs, -3)
async def all_of_them():
    return await asyncio.gather(*[later(number) for number in range(3)])
return asyncio.run(all_of_them())
""",
    "a log": """
import logging, logging.handlers
logger = logging.Logger("training")
logger.addHandler(logging.FileHandler("train.log"))
logger.addHandler(logging.StreamHandler(sys.stdout))
logger.addHandler(logging.handlers.RotatingFileHandler("rotating.log", maxBytes=10, backupCount=1))
logger.warning("loss %s", 0.5), logger.warning("loss %s", 0.25)
return open("train.log").read(), os.path.exists("rotating.log.1")
""",
    "checkpoints": """
import pickle
os.makedirs("checkpoints/best", exist_ok=True)
np.save("checkpoints/best/w.npy", np.arange(3.0))
np.savetxt("checkpoints/w.txt", np.eye(2))
with open("checkpoints/w.pkl", "wb") as file:
    pickle.dump({"w": 1}, file)
mapped = np.memmap("checkpoints/m.dat", dtype=float, mode="w+", shape=(2,))
mapped[:] = 1
return (np.load("checkpoints/best/w.npy", mmap_mode="r").sum(), np.loadtxt("checkpoints/w.txt").sum(),
        pickle.load(open("checkpoints/w.pkl", "rb")), mapped.sum())
""",
    "temporary files": """
import tempfile
with tempfile.TemporaryFile() as one, tempfile.NamedTemporaryFile() as two, tempfile.SpooledTemporaryFile(1) as three:
    [file.write(b"text") for file in (one, two, three)]
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "x").write_text("x")
number, name = tempfile.mkstemp()
os.close(number), os.remove(name), os.rmdir(tempfile.mkdtemp())
return os.path.exists(folder), os.path.exists(name)
""",
    "paths": """
folder = pathlib.Path("folder/inner")
folder.mkdir(parents=True, exist_ok=True)
(folder / "a").write_text("1"), (folder / "a").touch(), (folder / "b").touch()
(folder / "a").rename("folder/c"), (folder / "b").unlink(), folder.rmdir(), os.replace("folder/c", "c")
return pathlib.Path("c").read_text(), [str(path) for path in pathlib.Path("folder").iterdir()]
""",
    "copies": """
import shutil, time
pathlib.Path("one").write_text("1")
shutil.copy("one", "two"), shutil.copy2("one", "three"), shutil.copyfile("hw.py", "mine.py")
os.mkdir("inner"), shutil.move("three", "inner/three"), shutil.copytree("inner", "outer"), shutil.rmtree("inner")
for kind in ("zip", "gztar"):
    shutil.unpack_archive(shutil.make_archive("packed", kind, "outer"), f"from {kind}")
os.chmod("one", 0o600), os.utime("one")
return sorted(os.listdir("from zip")), sorted(os.listdir("from gztar")), os.path.exists("inner")
""",
    "a database": """
import contextlib, shelve, sqlite3
with contextlib.closing(sqlite3.connect("runs.db")) as runs:
    runs.execute("create table runs (loss)"), runs.execute("insert into runs values (1)"), runs.commit()
    rows = runs.execute("select * from runs").fetchall()
with shelve.open("shelf") as shelf:
    shelf["a"] = 1
with shelve.open("shelf") as shelf:
    return rows, shelf["a"]
""",
    "text files": """
import csv, gzip, json, zipfile
with open("a.csv", "w", newline="") as file:
    csv.writer(file).writerow([1, 2])
with open("a.json", "w") as file:
    json.dump([1], file)
with gzip.open("a.gz", "wt") as file:
    file.write("packed")
with zipfile.ZipFile("a.zip", "w") as archive:
    archive.write("a.csv")
return open("a.csv").read(), json.load(open("a.json")), gzip.open("a.gz", "rt").read(), archive.namelist()
""",
    "time and luck": """
import datetime, locale, secrets, signal, time, timeit, uuid, warnings
signal.signal(signal.SIGINT, signal.getsignal(signal.SIGINT))
locale.getlocale(), time.strftime("%c"), time.tzset(), datetime.datetime.now()
warnings.warn("careful")
return len(secrets.token_hex(4)), len(str(uuid.uuid4())), timeit.timeit("1", number=1) > 0, os.kill(os.getpid(), 0)
""",
    "one hash seed": "return list({'a', 'b', 'c', 'd'}), hash('a')",
    "a star": """
names = {}
exec("from numpy import *; x = random.rand(2).shape, testing.assert_allclose(1, 1), fft.fft([1]).size", names)
return names["x"]
""",
    "a profile": """
import cProfile, tracemalloc
profile = cProfile.Profile()
profile.runcall(abs, -1), profile.dump_stats("profile")
return os.path.getsize("profile") > 0
""",
}
REFUSED = {  # the call that is named: what a student has written
    "os.fork": "os.fork()",
    "os.system": "os.system('ls')",
    "os.popen": "os.popen('ls').read()",
    "os.execv": "os.execv('/bin/ls', ['ls'])",
    "os.spawnl": "os.spawnl(os.P_WAIT, '/bin/ls', 'ls')",
    "os.pipe": "os.pipe()",
    "os.kill": "os.kill(os.getppid(), 0)",
    "os.symlink": "os.symlink('a', 'b')",
    "os.link": "os.link('hw.py', 'b')",
    "os.mkfifo": "os.mkfifo('fifo')",
    "os.getlogin": "os.getlogin()",
    "os.nice": "os.nice(0)",
    "os.statvfs": "os.statvfs('.')",
    "shutil.disk_usage": "import shutil; shutil.disk_usage('.')",
    "subprocess.run": "import subprocess; subprocess.run(['ls'])",
    "subprocess.check_output": "import subprocess; subprocess.check_output('ls', shell=True)",
    "subprocess.Popen": "import subprocess; subprocess.Popen(['ls'])",
    "socket.socket": "import socket; socket.socket()",
    "socket.create_connection": "import http.client; http.client.HTTPConnection('localhost').request('GET', '/')",
    "urllib.request.urlopen": "from urllib.request import urlopen; urlopen('http://localhost/')",
    "fcntl.flock": "import fcntl; fcntl.flock(open('a', 'w'), fcntl.LOCK_EX)",
    "multiprocessing.Pool": "from multiprocessing import Pool; Pool(2)",
    "multiprocessing.Queue": "import multiprocessing; multiprocessing.get_context('spawn').Queue()",
    "multiprocessing.Process.start": "import multiprocessing; multiprocessing.Process(target=abs, args=(1,)).start()",
    "concurrent.futures.ProcessPoolExecutor": "from concurrent.futures import ProcessPoolExecutor as P; P(2)",
    "webbrowser.open": "import webbrowser; webbrowser.open('http://localhost/')",
}
_BEGINNING = '''import io, os, pathlib, sys
import numpy as np


class Klass:
    """With a source."""


'''


def module() -> str:
    """A module with a function for each of them."""
    return _BEGINNING + "\n\n".join(
        f"def {function_of(name)}():\n    " + text.strip().replace("\n", "\n    ")
        for name, text in {**WORKS, **REFUSED}.items()
    )


def function_of(name: str) -> str:
    """The name of the function for one of them."""
    return "try_" + name.replace(" ", "_").replace(".", "_")
