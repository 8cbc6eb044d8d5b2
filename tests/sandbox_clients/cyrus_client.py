"""IMAPClient against the simulated Cyrus: mailboxes, rights, quotas."""

from common import arguments, check, fails
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError
from imapclient.imapclient import Quota

args = arguments("password")
RIGHTS = "lrswipkxtecdan"


def connect():
    return IMAPClient("127.0.0.1", port=args.port, ssl=False)


fails(lambda: connect().login("cyrus", "wrong"), LoginError, "a wrong password is refused")
mail = connect()
mail.login("cyrus", args.secret)
check(mail.has_capability("ACL") and mail.has_capability("QUOTA"), "capabilities")
spaces = mail.namespace()
check(spaces.personal is None and spaces.other[0] == ("user/", "/"), "the administrator's namespace")

owners = mail.list_folders("", "user/%")
names = {name for _, _, name in owners}
check("user/claire.fontaine" in names and all(sep == b"/" for _, sep, _ in owners), "owners")
every = {name for _, _, name in mail.list_folders("", "*")}
check("contact" in every and "Été & presse" in every, "shared boxes, names in UTF-7")
check("user/claire.fontaine/Sent" in every, "folders")
check(any("(2)" in name for name in every), "a name in quotes")

acl = dict(mail.getacl("user/karim.benali"))
check(acl[b"-karim.benali"].decode() == RIGHTS, "a closed owner has a negative entry")
box = "user/claire.fontaine"
mail.setacl(box, "-claire.fontaine", RIGHTS)
check(dict(mail.getacl(box))[b"-claire.fontaine"].decode() == RIGHTS, "closing one")
# imaplib quotes nothing here: an empty string has to bring its own quotes.
mail.setacl(box, "-claire.fontaine", '""')
check(b"-claire.fontaine" not in dict(mail.getacl(box)), "and opening it again")
fails(lambda: mail.getacl("user/nobody"), IMAPClientError, "an unknown box")
fails(lambda: mail.setacl(box, "x", "z"), IMAPClientError, "an unknown right")

mail.set_quota([Quota(box, "STORAGE", 0, 1024)])
quotas = mail.get_quota_root(f"{box}/Sent")[1]
check(quotas[0].quota_root == box and quotas[0].limit == 1024, "a quota on its root")

mail.create_folder("user/neuve")
check(mail.folder_exists("user/neuve"), "a new box")
fails(lambda: mail.create_folder("user/neuve"), IMAPClientError, "exists once")
fails(lambda: mail.delete_folder("user/neuve"), IMAPClientError, "deleting needs the right")
mail.setacl("user/neuve", "cyrus", "x")
mail.delete_folder("user/neuve")
check(not mail.folder_exists("user/neuve"), "then it goes")
mail.noop()
mail.logout()

owner = connect()
owner.plain_login("cyrus", args.secret, "claire.fontaine")
check("INBOX" in {name for _, _, name in owner.list_folders()}, "the administrator as an owner")
owner.logout()
