"""mattermostdriver against the simulated Mattermost: users, teams, deactivation, tokens."""

from urllib.parse import urlsplit

from common import arguments, check, fails
from mattermostdriver import Driver
from mattermostdriver.exceptions import (
    InvalidOrMissingParameters,
    NoAccessTokenProvided,
    NotEnoughPermissions,
    ResourceNotFound,
)

args = arguments("token")
where = urlsplit(args.url)


def driver(**credentials):
    return Driver(
        {
            "scheme": where.scheme,
            "url": where.hostname,
            "port": where.port,
            "basepath": f"{where.path}/api/v4",
            "verify": False,
            **credentials,
        }
    )


chat = driver(token=args.secret)
chat.login()
check(chat.users.get_user("me")["username"] == "secretariat", "the token's own user")

users, page = [], 0
while batch := chat.users.get_users({"page": page, "per_page": 200}):
    users += batch
    page += 1
names = [user["username"] for user in users]
check(len(users) == len(set(names)) and page > 1, "users come once each, paged")
inactive = chat.users.get_users({"inactive": "true", "per_page": 200})
check(inactive and all(user["delete_at"] for user in inactive), "deactivated users")
check(any(user.get("is_bot") for user in users), "bots are among the users")
stats = chat.users.get_user_stats() if hasattr(chat.users, "get_user_stats") else None
active = [user for user in users if not user["delete_at"] and not user.get("is_bot")]
check(stats is None or stats["total_users_count"] == len(active), "the count agrees")

teams = chat.teams.get_teams()
check({team["name"] for team in teams} >= {"communs", "produits"}, "teams")
team = chat.teams.get_team_by_name("communs")
members, page = [], 0
while batch := chat.teams.get_team_members(team["id"], {"page": page, "per_page": 200}):
    members += batch
    page += 1
ids = {user["id"] for user in users}
check(members and all(member["user_id"] in ids for member in members), "team members are users")
count = chat.teams.get_team_stats(team["id"])["total_member_count"]
check(count == len(members), "the team's count agrees")

claire = chat.users.get_user_by_username("claire.fontaine")
check(claire["mfa_active"] and claire["first_name"] == "Claire", "one user by name")
check(chat.users.get_user_by_email(claire["email"])["id"] == claire["id"], "and by e-mail")
check(chat.users.get_users_by_ids([claire["id"]])[0]["id"] == claire["id"], "and by id")
of_claire = chat.teams.get_user_teams(claire["id"])
check("communs" in {one["name"] for one in of_claire}, "a user's teams")

for active in (False, False, True):
    chat.users.update_user_active_status(claire["id"], {"active": active})
    shown = chat.users.get_user(claire["id"])
    check((shown["delete_at"] == 0) == active, f"active = {active}")
fails(
    lambda: chat.users.update_user_active_status(claire["id"], {"active": "yes"}),
    InvalidOrMissingParameters,
    "active must be a boolean",
)

new = {"username": "neuve", "email": "Neuve@Communs.example", "password": "long-enough"}
made = chat.users.create_user(new)
check(made["email"] == "neuve@communs.example", "a new user, e-mail in lower case")
fails(lambda: chat.users.create_user(new), InvalidOrMissingParameters, "a name exists once")
chat.teams.add_user_to_team(team["id"], {"team_id": team["id"], "user_id": made["id"]})
check(chat.teams.get_team_member(team["id"], made["id"])["delete_at"] == 0, "joins a team")
chat.teams.remove_user_from_team(team["id"], made["id"])
chat.users.update_user_role(made["id"], {"roles": "system_user system_admin"})
check("system_admin" in chat.users.get_user(made["id"])["roles"], "roles are replaced")
chat.users.update_user_role(made["id"], {"roles": "system_user"})

own = driver(login_id="neuve", password="long-enough")
own.login()
fails(lambda: own.users.create_user(new), NotEnoughPermissions, "a plain user creates nobody")
token = chat.users.create_user_access_token(made["id"], {"description": "essai"})
check(len(token["token"]) == 26, "a personal access token")
fails(lambda: chat.users.get_user("x" * 26), ResourceNotFound, "an unknown id")
fails(lambda: chat.users.get_user("x"), InvalidOrMissingParameters, "a malformed id")
fails(lambda: driver(token="wrong").login(), NoAccessTokenProvided, "a wrong token is refused")
