"""A real SMTP server for the tests: keeps every mail that it takes as a file.

    mail.py FOLDER [CERTIFICATE KEY]

Prints its port. With a certificate it demands STARTTLS and a sign-in as gateway / mail-password. Mail for slow…@ is
kept at once, but the server takes its time to say so: a sender that dies meanwhile does not know.
"""
import asyncio
import itertools
import os
import ssl
import sys
import time

from aiosmtpd.smtp import SMTP, AuthResult

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
numbers = itertools.count()


class Keep:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 no such person"
        if address.startswith("busy@"):
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = f"{folder}/{time.time_ns()}-{next(numbers)}"
        with open(name + ".part", "wb") as file:
            file.write(f"X-Recipients: {','.join(envelope.rcpt_tos)}\r\n".encode())
            file.write(f"X-Encrypted: {session.ssl is not None}\r\n".encode())
            file.write(f"X-User: {session.auth_data and session.auth_data.login.decode()}\r\n".encode())
            file.write(envelope.original_content)
        os.rename(name + ".part", name + ".eml")
        if envelope.rcpt_tos[0].startswith("slow"):
            await asyncio.sleep(0.04)
        return "250 kept"


def authenticate(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"gateway", b"mail-password")
    return AuthResult(success=right, auth_data=data)


options = {}
if len(sys.argv) > 2:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    options = dict(
        tls_context=context, require_starttls=True, auth_required=True, auth_require_tls=True, authenticator=authenticate
    )


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Keep(), enable_SMTPUTF8=True, loop=loop, **options), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    # The end of the input is the end of the server.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
