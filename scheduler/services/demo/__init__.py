"""The demo campus: three campuses of one region, with everything that goes on there in a school year."""

from scheduler.services.demo.accounts import demo_actor, set_demo_passwords
from scheduler.services.demo.generate import Demo, generate
from scheduler.services.demo.load import DemoLoaded, LoadDemo, find_demo, has_plan, load_demo
from scheduler.services.demo.people import ACCOUNTS, DemoAccount

__all__ = [
    "ACCOUNTS",
    "Demo",
    "DemoAccount",
    "DemoLoaded",
    "LoadDemo",
    "demo_actor",
    "find_demo",
    "generate",
    "has_plan",
    "load_demo",
    "set_demo_passwords",
]
