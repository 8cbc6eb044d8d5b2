"""A mail server that keeps what it is given: STARTTLS, then a login, then letters as files.

    python smtp.py FOLDER PORT CERTIFICATE KEY

Letters go to FOLDER/0001.eml and so on. The login is `mailer`, the password `mailerpw`.
"""

import os
import ssl
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

folder, port, certificate, key = sys.argv[1:]
letters = 0


class Keeper:
    async def handle_DATA(self, server, session, envelope):
        global letters
        letters += 1
        path = os.path.join(folder, f"{letters:04}.eml")
        readers = "".join(f"X-Reader: {reader}\r\n" for reader in envelope.rcpt_tos)
        with open(path + ".part", "wb") as file:
            file.write(readers.encode() + envelope.content)
        os.rename(path + ".part", path)
        return "250 kept"


def login(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data == LoginPassword(b"mailer", b"mailerpw")
    return AuthResult(success=good, handled=False)


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)
Controller(
    Keeper(),
    hostname="127.0.0.1",
    port=int(port),
    tls_context=context,
    require_starttls=True,
    authenticator=login,
    auth_required=True,
    auth_require_tls=True,
).start()
threading.Event().wait()
