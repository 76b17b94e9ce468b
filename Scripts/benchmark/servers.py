"""The servers that take part, each in a folder of its own that goes when the benchmark ends."""
import http.client
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def say(text):
    print(f"# {text}", file=sys.stderr, flush=True)


def postgres_program(name):
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name) or name


class Cluster:
    """A PostgreSQL of the benchmark's own, on a Unix socket only."""

    # One set of settings for everybody; a write cache is no part of what is measured.
    SETTINGS = {
        "listen_addresses": "", "shared_buffers": "512MB", "max_connections": "300", "jit": "off",
        "fsync": "off", "autovacuum": "off", "logging_collector": "on", "log_directory": "log",
        "log_filename": "bench", "log_destination": "jsonlog", "log_rotation_age": "0", "log_rotation_size": "0",
        "log_parameter_max_length": "-1", "log_checkpoints": "off",
    }

    def __init__(self, folder):
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.log = self.data / "log" / "bench.json"
        # PostgreSQL does not run as root.
        self.user = pwd.getpwnam("postgres").pw_uid if os.getuid() == 0 else None

    def _run(self, *command, **options):
        return subprocess.run([str(part) for part in command], check=True, user=self.user, text=True,
                              cwd="/", capture_output=True, **options).stdout

    def start(self):
        if not self.data.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            if self.user is not None:
                os.chown(self.folder, self.user, -1)
            self._run(postgres_program("initdb"), "-D", self.data, "-A", "trust", "-U", "owner", "--no-sync",
                      "-E", "UTF8", "--locale=C.UTF-8")
        settings = " ".join(f"-c {name}='{value}'" for name, value in
                            {**self.SETTINGS, "unix_socket_directories": self.folder}.items())
        subprocess.run([postgres_program("pg_ctl"), "-D", self.data, "-w", "-l", self.folder / "start.log",
                        "-o", settings, "start"], check=True, user=self.user, cwd="/", stdout=subprocess.DEVNULL)
        self.pid = int((self.data / "postmaster.pid").read_text().split()[0])

    def stop(self):
        self._run(postgres_program("pg_ctl"), "-D", self.data, "-m", "immediate", "stop")

    def sql(self, script, database="bench"):
        return subprocess.run(["psql", "-h", self.folder, "-U", "owner", "-qAtX", "-v", "ON_ERROR_STOP=1", database],
                              input=script, text=True, check=True, stdout=subprocess.PIPE).stdout

    def has(self, database):
        return self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'", "postgres").strip() == "1"

    def address(self, database="bench"):
        return f"host={self.folder} user=owner dbname={database}"

    def log_statements(self, on):
        """Has the server write each statement, with its parameters, to its log; waits until it does."""
        before = self.log.stat().st_size
        self.sql(f"ALTER SYSTEM SET log_min_duration_statement = {0 if on else -1}")
        self.sql("SELECT pg_reload_conf()")
        # The other sessions read the settings with their next statement.
        time.sleep(0.5)
        return before

    def load_sample(self, gateway, organizations=1000):
        """Makes the database `bench` with the sample data, if it is not there."""
        if self.has("bench"):
            return
        say(f"Loading the sample data of {organizations} organizations")
        self.sql("CREATE DATABASE bench", "postgres")
        subprocess.run([gateway, "sample", "--organizations", str(organizations), "--database", self.address(),
                        "--migrations", REPOSITORY / "Migrations", "--data", self.folder / "sample"],
                       check=True, stdout=subprocess.DEVNULL)
        self.sql("VACUUM ANALYZE")

    def begin_sessions(self):
        """A session for an account administrator of each organization, with the token of workloads.token."""
        self.sql("""
            DELETE FROM gateway.session;
            INSERT INTO gateway.session (organization_id, user_id, token_hash, created_at, expires_at, idle_limit)
            SELECT organization_id, min(user_id),
              sha256(convert_to(rpad('bench' || organization_id, 32, '.'), 'UTF8')), now(),
              now() + interval '12 hours', interval '12 hours'
            FROM gateway.user_role WHERE role = 'ACCOUNT_ADMINISTRATOR' GROUP BY organization_id
        """)


class Process:
    """A server that runs while it takes part."""

    def start(self, command, log, **options):
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL,
                                        stdout=log, stderr=log, start_new_session=True, **options)
        self.pid = self.process.pid

    def wait(self, port, log):
        for _ in range(300):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/health/ready")
                connection.getresponse().read()
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(f"{self.name} ended with {self.process.returncode}: {Path(log.name).read_text()}")
                time.sleep(0.05)
        sys.exit(f"{self.name} does not answer on port {port}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


class Gateway(Process):
    def __init__(self, program, database, folder, port, schema=None, migrations=None, arguments=()):
        self.name, self.port = "gateway", port
        self.log = open(Path(folder) / f"gateway-{port}.log", "w")
        self.start(
            [program, "serve", "--database", database, "--listen", f"127.0.0.1:{port}", "--log-level", "warning",
             "--schema", schema or REPOSITORY / "Schema", "--migrations", migrations or REPOSITORY / "Migrations",
             "--data", Path(folder) / f"gateway-{port}", "--session-idle", "43200", *arguments],
            self.log,
        )
        self.wait(port, self.log)

    def ask(self, request):
        """One request, given as its bytes; the answer's body."""
        head, body = request.split("\r\n\r\n", 1)
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", head.split()[1], body.encode(), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status != 200 or '"errors"' in text:
            sys.exit(f"{request}\n{answer.status} {text[:800]}")
        return text


class Nginx(Process):
    """Answers everything with 200 and the bytes that the gateway answers `{ __typename }` with."""

    def __init__(self, folder, port):
        self.name, self.port = "nginx", port
        folder = Path(folder)
        (folder / "nginx.conf").write_text(f"""
            daemon off; worker_processes auto; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
            events {{ worker_connections 4096; }}
            http {{
              access_log off; keepalive_requests 100000000;
              client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
              uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
              server {{ listen 127.0.0.1:{port};
                location / {{ default_type application/json; return 200 '{{"data":{{"__typename":"Query"}}}}'; }} }}
            }}""")
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
        self.log = open(folder / "nginx.out", "w")
        self.start([program, "-c", folder / "nginx.conf", "-e", folder / "nginx.log"], self.log)
        self.wait(port, self.log)
