"""What arithmetic, a library or a decoder could do with an answer, each as one line of Python."""

import os
import signal
import sys


def with_answer(answer):
    """Do what the answer stands for."""
    if answer == "spin":
        while True:
            pass
    if answer == "eat":
        held = []
        while True:
            held.append(bytearray(1 << 24))
    if answer == "touch little, ask for much":
        bytearray(1 << 34)
    if answer == "abort":
        os.abort()
    if answer == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if answer == "exit":
        os._exit(0)
    if answer == "sys.exit":
        sys.exit(0)
    return answer
