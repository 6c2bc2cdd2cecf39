"""Python's own web server: a thread for each request, silent, and without asking who anybody is."""

from __future__ import annotations

import errno
import socket
import socketserver
import sys
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from generator.serving.answering import Application


class AddressError(Exception):
    """The site cannot be served where it should. The message says why and what to do."""


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """Serves an application at an address.

    Args:
        host: the name or number of this machine that is listened to.
        port: 0 for any that is free.
        application: what answers.

    Raises:
        AddressError: when somebody else is listening there, or nobody may.
    """

    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # elsewhere it would let two servers share a port

    def __init__(self, host: str, port: int, application: Application) -> None:
        if ":" in host:
            self.address_family = socket.AF_INET6
        try:
            super().__init__((host, port), _Handler)
        except OSError as error:
            shown = f"[{host}]" if ":" in host else host
            if error.errno == errno.EADDRINUSE:
                why = (
                    f"Port {port} of {shown} is in use. End what uses it, or name another: --address {shown}:{port + 1}"
                )
            else:
                why = f"Nothing can be served at {shown}:{port}: {error.strerror or error}."
            raise AddressError(why) from None
        self.set_app(application)

    def server_bind(self) -> None:
        """Take the address, without looking its name up in the network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away."""
        if not isinstance(sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(WSGIRequestHandler):
    timeout = 60  # seconds for a request to be made, or for an answer to be taken

    def address_string(self) -> str:
        return str(self.client_address[0])

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name is given
        pass
