"""What a task that runs for as long as the server does needs to know to end when it is told."""

import asyncio


def asked_to_end() -> bool:
    """Whether it is the current task that was cancelled, and not only one that it waits for.

    A driver that is interrupted may raise an error of its own in place of the cancellation: whoever goes on
    after errors asks this first.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
