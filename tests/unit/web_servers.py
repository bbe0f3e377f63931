"""Real web servers, each with a folder that it serves at its root and below a path."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Where Debian has servers, which isn't in everybody's search path.
_SYSTEM = "/usr/sbin"
_APACHE_MODULES = Path("/usr/lib/apache2/modules")
_NGINX_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")

BELOW = "some/where/"


@contextmanager
def nginx(folder: Path, work: Path) -> Iterator[str]:
    """Serve a folder by its nginx.conf, which is included in a server and in a location."""
    program = find("nginx")
    include = f"include {folder}/nginx.conf;"

    def configuration(port: int) -> str:
        # As root it would read nothing of a test's own folder.
        user = "user root;" if os.geteuid() == 0 else ""
        return f"""
            {user} daemon off; pid {work}/pid; error_log stderr notice; events {{}}
            http {{
                access_log off; client_body_temp_path {work}/body; proxy_temp_path {work}/proxy;
                fastcgi_temp_path {work}/fastcgi; uwsgi_temp_path {work}/uwsgi;
                scgi_temp_path {work}/scgi;
                server {{ listen 127.0.0.1:{port}; root {folder}; {include} }}
                server {{
                    listen 127.0.0.2:{port};
                    location /{BELOW} {{ alias {folder}/; {include} }}
                }}
            }}"""

    def command(file: Path) -> list[str | Path]:
        return [program, "-p", work, "-c", file]

    with _running(command, configuration, work, says="start worker process") as port:
        yield str(port)


@contextmanager
def apache(folder: Path, work: Path, *, included: bool = False) -> Iterator[str]:
    """Serve a folder by its .htaccess, read by itself or included."""
    program = find("apache2")
    names = ("mpm_event", "authz_core", "alias", "dir", "mime", "headers", "rewrite", "filter")
    modules = "\n".join(
        f"LoadModule {name}_module {_APACHE_MODULES}/mod_{name}.so" for name in (*names, "deflate")
    )
    how = (
        f"AllowOverride None\n Include {folder}/.htaccess" if included else "AllowOverride FileInfo"
    )

    def configuration(port: int) -> str:
        return f"""
            ServerRoot {work}
            ServerName 127.0.0.1
            PidFile {work}/pid
            DefaultRuntimeDir {work}
            ErrorLog /dev/stderr
            LogLevel notice
            User #65534
            Group #65534
            {modules}
            TypesConfig /etc/mime.types
            # What Debian's own configuration has.
            DirectoryIndex index.html
            AddType application/x-gzip .gz
            AddOutputFilterByType DEFLATE text/html text/css text/javascript application/wasm
            Listen 127.0.0.1:{port}
            Listen 127.0.0.2:{port}
            <Directory {folder}>
                Require all granted
                Options FollowSymLinks
                {how}
            </Directory>
            <VirtualHost 127.0.0.1:{port}>
                DocumentRoot {folder}
            </VirtualHost>
            <VirtualHost 127.0.0.2:{port}>
                DocumentRoot {work}
                Alias /{BELOW} {folder}/
            </VirtualHost>
            """

    def command(file: Path) -> list[str | Path]:
        return [program, "-d", work, "-f", file, "-DFOREGROUND"]

    with _running(command, configuration, work, says="resuming normal operations") as port:
        yield str(port)


def find(name: str) -> str:
    """Find a server's program, without which the test is skipped."""
    path = os.pathsep.join([os.environ.get("PATH", ""), _SYSTEM])
    program = shutil.which(name, path=path)
    if program is None:
        pytest.skip(f"{name} is not installed")
    return program


@contextmanager
def _running(
    command: Callable[[Path], list[str | Path]],
    configuration: Callable[[int], str],
    work: Path,
    *,
    says: str,
) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    file = work / "server.conf"
    file.write_text(configuration(port), "utf-8")
    with subprocess.Popen(
        command(file), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
    ) as server:
        assert server.stderr
        said = []
        for line in server.stderr:
            said.append(line)
            if says in line:
                break
        else:
            pytest.fail("the server ended: " + "".join(said))
        try:
            yield port
        finally:
            server.terminate()
            server.stderr.read()
