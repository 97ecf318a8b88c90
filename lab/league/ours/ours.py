"""The suite's own consumer, with the ranking server that it brings what it reads to.

To them the verifier's records are no events: the server keeps each as a dead letter, in one step with its shard's position. So a
record is processed for good when it is among the dead letters on disk.
"""

import base64
import ctypes
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
FOLDER = os.environ["VERIFY_DIR"]
stop = False


def ask_to_stop(*_):
    global stop
    stop = True


def dies_with_its_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def start(module, *arguments):
    jar = os.path.join(ROOT, module, "target", module + ".jar")
    return subprocess.Popen(
        ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar, *arguments],
        stdout=sys.stderr, preexec_fn=dies_with_its_parent)


def tell(letters, told):
    """Tells all whole lines from the byte that is told; returns the next byte, which is kept."""
    with open(letters, "rb") as file:
        file.seek(told)
        for line in file:
            if not line.endswith(b"\n"):
                break
            letter = base64.b64decode(json.loads(line)["bytes"])
            id = re.fullmatch(rb'{.*"id":"([^"]+)".*}\s*', letter)
            if id:
                sys.stdout.write("accepted " + id[1].decode() + "\n")
            told += len(line)
    sys.stdout.flush()
    with open(os.path.join(FOLDER, "told.new"), "w") as file:
        file.write(str(told))
    os.replace(os.path.join(FOLDER, "told.new"), os.path.join(FOLDER, "told"))
    return told


signal.signal(signal.SIGTERM, ask_to_stop)
with socket.socket() as any_port:
    any_port.bind(("127.0.0.1", 0))
    port = str(any_port.getsockname()[1])
state = os.path.join(FOLDER, "state")
letters = os.path.join(state, "dead-letters.ndjson")
server = start("ranking-server", "--port", port, "--http-port", "0", "--state-dir", state)
consumer = start("consumer", "--all-shards", "--stream-name", os.environ["STREAM_NAME"], "--server", "127.0.0.1:" + port,
                 *sys.argv[1:])
told = 0
if os.path.exists(os.path.join(FOLDER, "told")):
    with open(os.path.join(FOLDER, "told")) as file:
        told = int(file.read())
while not stop and server.poll() is None and consumer.poll() is None:
    if os.path.exists(letters) and os.path.getsize(letters) > told:
        told = tell(letters, told)
    time.sleep(0.1)
for program in consumer, server:
    program.terminate()
    program.wait()
if os.path.exists(letters):
    tell(letters, told)
sys.exit(0 if stop else 1)
