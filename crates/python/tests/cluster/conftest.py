"""A standalone cluster on loopback: one master, two workers, stopped by their process ids."""

import os
import pathlib
import socket
import subprocess
import sys
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "crates/python/tests"))


def xtask(*args):
    program = [os.environ["COPYDESK_XTASK"]] if "COPYDESK_XTASK" in os.environ else ["cargo", "xtask"]
    return subprocess.run([*program, *args], cwd=ROOT, text=True, capture_output=True)


def build(seeds, out):
    done = xtask("build", "--seeds", str(seeds), "--out", str(out))
    assert done.returncode in (0, 3), done.stdout + done.stderr
    return out


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="session")
def session(tmp_path_factory):
    import pyspark
    from pyspark.sql import SparkSession

    home = pathlib.Path(pyspark.__file__).parent
    work = tmp_path_factory.mktemp("spark")
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOG_DIR": str(work),
        "SPARK_NO_DAEMONIZE": "1",
    }
    os.environ.update(SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable)
    port = free_port()
    url = f"spark://127.0.0.1:{port}"
    logs, running = [], []

    def start(name, *args):
        log = (work / f"{name}.log").open("w")
        logs.append(work / f"{name}.log")
        command = [str(home / "bin/spark-class"), *args]
        running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=work))

    def said():
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in logs)

    session = None
    try:
        start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        for k in range(2):
            start(
                f"worker-{k}", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "900m",
                "--webui-port", "0", "-d", str(work / f"worker-{k}"), url,
            )  # fmt: skip
        deadline = time.monotonic() + 180
        while (work / "master.log").read_text().count("Registering worker") < 2:
            assert time.monotonic() < deadline and all(p.poll() is None for p in running), said()
            time.sleep(0.5)
        session = (
            SparkSession.builder.master(url)
            .appName("copydesk")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.memory", "900m")
            .config("spark.executor.memory", "700m")
            .config("spark.executor.cores", "1")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "1000")
            .config("spark.local.dir", str(work / "local"))
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("ERROR")
        yield session
    finally:
        if session is not None:
            session.stop()
        for process in reversed(running):
            process.terminate()
        for process in running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
