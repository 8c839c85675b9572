"""A TLS front for a server that speaks plain HTTP, as a reverse proxy gives it; it passes on GET requests."""

import http.client
import http.server
import ssl
import threading


class TLSFront:
    """Listens on a port of its own, with a certificate for localhost, from start to stop."""

    def __init__(self, authority):
        chain, key = authority.issue()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        front = self
        front.port_behind = None
        front.paths = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                front.paths.append(self.path)
                connection = http.client.HTTPConnection("127.0.0.1", front.port_behind, timeout=10)
                try:
                    connection.request("GET", self.path)
                    answer = connection.getresponse()
                    body = answer.read()
                    self.send_response(answer.status)
                    self.send_header("Content-Type", answer.headers["Content-Type"])
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                finally:
                    connection.close()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("localhost", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self._server.server_port}"

    def stop(self):
        self._server.shutdown()
        self._thread.join(5)
