"""Runs the matrix-nio scenarios against a homeserver: run.py URL [WORD ...]

Prints `ok NAME` or `not ok NAME: reason` for each scenario whose name contains all the words, and ends
with a code other than 0 if any failed. CLIENTS_WAIT_S and CLIENTS_SCENARIO_S bound a wait and a scenario.
"""

import asyncio
import importlib
import inspect
import logging
import os
import pathlib
import sys
import time
import traceback

from people import Fault, World

SCENARIO_S = float(os.environ.get("CLIENTS_SCENARIO_S", "90"))
AT_ONCE = int(os.environ.get("CLIENTS_AT_ONCE", "3"))


def scenarios(words):
    """Every public coroutine of every file in scenarios/, in a stable order."""
    folder = pathlib.Path(__file__).parent / "scenarios"
    for file in sorted(folder.glob("[a-z]*.py")):
        module = importlib.import_module(f"scenarios.{file.stem}")
        for name, function in vars(module).items():
            own = inspect.iscoroutinefunction(function) and function.__module__ == module.__name__
            if own and not name.startswith("_"):
                sentence = f"{file.stem}: {name.replace('_', ' ')}"
                if all(word in sentence for word in words):
                    yield sentence, function


async def verdict(homeserver, name, function):
    """Runs one scenario in a world of its own; True when it holds."""
    world, begin = World(homeserver), time.monotonic()
    try:
        await asyncio.wait_for(function(world), SCENARIO_S)
        if errors := world.sync_errors():
            raise Fault(f"the client could not use an answer of /sync: {errors[0]}")
        print(f"ok {name} ({time.monotonic() - begin:.1f} s)", flush=True)
        return True
    except asyncio.TimeoutError:
        reason = f"not done after {SCENARIO_S:.0f} s"
    except Fault as fault:
        reason = str(fault)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        traceback.print_exc()
    finally:
        await world.close()
    print(f"not ok {name}: {reason}", flush=True)
    return False


async def main(homeserver, words):
    chosen = list(scenarios(words))
    if not chosen:
        print("not ok: no scenario has such a name")
        return 2
    gate = asyncio.Semaphore(AT_ONCE)

    async def run(name, function):
        async with gate:
            return await verdict(homeserver, name, function)

    verdicts = await asyncio.gather(*(run(name, function) for name, function in chosen))
    print(f"{sum(verdicts)} of {len(verdicts)} scenarios hold", flush=True)
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: run.py URL [WORD ...]")
    logging.getLogger("nio").setLevel(os.environ.get("CLIENTS_LOG", "CRITICAL"))
    sys.exit(asyncio.run(main(sys.argv[1], sys.argv[2:])))
