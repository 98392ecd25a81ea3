"""dbt finds the plugin by its name, and the plugin lets Python models run on Postgres."""

import subprocess
import sys

from dbt.adapters.postgres import PostgresAdapter
from dbt.plugins.manager import PluginManager

import dbt_project


def test_dbt_finds_the_plugin_among_the_modules_named_for_it():
    assert PluginManager.get_prefixed_modules()["dbt_project"] is dbt_project


def test_starting_dbt_gives_the_adapter_its_method():
    PluginManager.from_modules("segue")
    assert PostgresAdapter.submit_python_job is dbt_project.submit_python_job


def test_the_plugin_imports_nothing_that_could_break_a_dbt_command():
    check = (
        "import sys, dbt_project; "
        "loaded = {'numpy', 'pyarrow', 'dbt_project.python_models'} & set(sys.modules); "
        "sys.exit(', '.join(loaded) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
