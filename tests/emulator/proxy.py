"""Stands before the emulator and corrects its known gaps."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import gaps

OWN = {"content-length", "transfer-encoding", "connection", "server", "date"}


class Proxy:
    def __init__(self, port):
        self.calls, self.memory, self.lock = [], {}, threading.Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_call(self):
                proxy.pass_on(self, port)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = handle_call

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def pass_on(self, handler, port):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in handler.headers.items() if name.lower() != "host"}
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request(handler.command, handler.path, body, headers | {"Host": f"127.0.0.1:{port}"})
        answer = connection.getresponse()
        exchange = gaps.Exchange(handler.command, handler.path, body, answer.status, answer.read())
        connection.close()
        with self.lock:
            gaps.correct(exchange, self.memory)
            self.calls.append((exchange, handler.headers.get("X-Amz-Target", "")))
        handler.send_response(exchange.status)
        for name, value in answer.getheaders():
            corrected = exchange.status != answer.status and "error" in name.lower()
            if name.lower() not in OWN and not corrected:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(exchange.answer)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(exchange.answer)

    def stop(self):
        self.server.shutdown()
