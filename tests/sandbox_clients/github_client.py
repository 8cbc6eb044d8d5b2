"""PyGithub against the simulated GitHub: members, teams, invitations, collaborators."""

from common import arguments, check, fails
from github import Auth, Github, GithubException, UnknownObjectException

args = arguments("token")
hub = Github(auth=Auth.Token(args.secret), base_url=args.url, per_page=50)
org = hub.get_organization("communs")

members = list(org.get_members())
check(len(members) == len({member.id for member in members}) > 50, "members come once each, paged")
admins = {member.login for member in org.get_members(role="admin")}
check("clairefontaine" in admins and len(admins) < len(members), "owners are a part of them")
weak = {member.login for member in org.get_members(filter_="2fa_disabled")}
check("thomas-sansclef" in weak, "members without second factor")
claire = hub.get_user("ClaireFontaine")
check(claire.name == "Claire Fontaine" and org.has_in_members(claire), "a profile by login")
check(hub.get_user_by_id(claire.id).login == "clairefontaine", "the same by number")
check(not org.has_in_members(hub.get_user("siobhan-oss")), "an outsider is no member")
outside = {user.login for user in org.get_outside_collaborators()}
check("siobhan-oss" in outside, "outside collaborators")

teams = list(org.get_teams())
check(len(teams) >= 6 and all(team.slug for team in teams), "teams")
known = {member.id for member in members}
per_team = {team.slug: list(team.get_members()) for team in teams}
check(all(user.id in known for users in per_team.values() for user in users), "team members")
team, users = next((team, per_team[team.slug]) for team in teams if per_team[team.slug])
check(team.get_team_membership(users[0]).state == "active", "a team membership")
check(org.get_team_by_slug(team.slug).members_count == len(users), "a team counts its members")
leads = {user.id for user in team.get_members(role="maintainer")}
check(leads <= {user.id for user in users}, "maintainers")
check(list(team.get_repos())[0].permissions is not None, "a team's repositories")

invitations = list(org.invitations())
check(any(one.login is None and one.email for one in invitations), "invitations by e-mail")
check(any(one.login == "oublie-depuis" for one in invitations), "invitations by login")
failed = list(org.failed_invitations()) if hasattr(org, "failed_invitations") else None
check(failed is None or failed, "failed invitations")

repos = list(org.get_repos())
direct = [user for repo in repos for user in repo.get_collaborators(affiliation="direct")]
check(outside & {user.login for user in direct}, "direct collaborators of repositories")
check(all(user.permissions.pull for user in direct), "each with a right")
check(repos[0].get_collaborator_permission(claire) == "admin", "an owner is admin everywhere")

core = hub.get_rate_limit()
check(getattr(core, "resources", core).core.remaining < 5000, "the allowance goes down")

zorglub = hub.get_user("zorglub")
org.remove_from_membership(zorglub)
check(not org.has_in_members(zorglub), "a removed member is gone")
org.invite_user(user=zorglub, role="direct_member", teams=[team])
again = fails(lambda: org.invite_user(user=zorglub), GithubException, "inviting twice is refused")
check(again.status == 422, "with 422")
sent = next((one for one in org.invitations() if one.login == "zorglub"), None)
check(sent is not None, "the invitation is listed")
check(org.cancel_invitation(sent), "by its own number")
check("zorglub" not in {one.login for one in org.invitations()}, "and taken back")
org.add_to_members(zorglub, role="admin")
check(any(one.login == "zorglub" for one in org.invitations()), "a membership invites")
org.convert_to_outside_collaborator(users[0])
check(users[0].login in {user.login for user in org.get_outside_collaborators()}, "converted")
org.remove_outside_collaborator(users[0])
check(users[0].login not in {u.login for u in org.get_outside_collaborators()}, "and removed")

fails(lambda: hub.get_organization("other"), UnknownObjectException, "another organisation is 404")
stranger = Github(auth=Auth.Token("wrong"), base_url=args.url)
refused = fails(lambda: stranger.get_user().login, GithubException, "a wrong token is refused")
check(refused.status == 401, "with 401")
