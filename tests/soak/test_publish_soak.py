"""Publishing, disturbed thousands of times: each system call, each error, random kills, pairs of builds."""

from pathlib import Path

import pytest
from publishing import need_strace
from test_publish import check_random_damage
from test_publish_death import (
    check_errors,
    check_foreign_folder,
    check_program_killed,
    check_program_sweep,
    check_sweep,
    check_without_exchange,
)
from test_publish_together import blends, check_programs_at_once

pytestmark = pytest.mark.soak
ALL = 10**9


@pytest.mark.parametrize("back", [False, True])
def test_death_at_every_call(tmp_path: Path, back: bool) -> None:
    need_strace()
    check_sweep(tmp_path, points=ALL, back=back)


def test_death_at_every_call_with_folders_of_others(tmp_path: Path) -> None:
    need_strace()
    check_foreign_folder(tmp_path, points=ALL)


def test_death_at_every_call_without_exchange(tmp_path: Path) -> None:
    need_strace()
    check_without_exchange(tmp_path, points=ALL)


def test_each_error_at_every_call(tmp_path: Path) -> None:
    need_strace()
    check_errors(tmp_path, points=ALL)


def test_death_of_the_program_at_every_call(tmp_path: Path) -> None:
    need_strace()
    check_program_sweep(tmp_path, points=ALL)


def test_a_thousand_kills(tmp_path: Path) -> None:
    check_program_killed(tmp_path, times=1000, seed=2)


def test_two_hundred_pairs(tmp_path: Path) -> None:
    check_programs_at_once(tmp_path, times=200)


def test_two_hundred_pairs_of_switches(tmp_path: Path) -> None:
    assert blends(tmp_path, how="whole", times=200) == 0


@pytest.mark.parametrize("seed", range(1000, 1050))
def test_random_damage(tmp_path: Path, seed: int) -> None:
    check_random_damage(tmp_path, seed=seed, steps=60)
