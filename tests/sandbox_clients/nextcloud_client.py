"""nc-py-api against the simulated Nextcloud: users, groups, disabling."""

import asyncio

from common import arguments, check
from nc_py_api import AsyncNextcloud, NextcloudException

args = arguments("password")


async def refused(action, what):
    try:
        await action
    except NextcloudException as error:
        print(f"ok: {what}")
        return error
    check(False, what)


async def main():
    cloud = AsyncNextcloud(
        nextcloud_url=args.url, nc_auth_user="admin", nc_auth_pass=args.secret
    )
    version = (await cloud.srv_version)["major"]
    check(version >= 27, f"version {version}")
    users = await cloud.users.get_list()
    check("claire.fontaine" in users and "ousmane.n'diaye" in users, "users")
    paged, offset = [], 0
    while page := await cloud.users.get_list(limit=40, offset=offset):
        paged += page
        offset += len(page)
    check(paged == users, "pages add up to the whole list")
    claire = await cloud.users.get_user("claire.fontaine")
    check(claire.display_name == "Claire Fontaine" and "admin" in claire.groups, "one user")
    me = await cloud.users.get_user()
    check(me.user_id == "admin", "the own record")
    groups = await cloud.users_groups.get_list()
    check("admin" in groups and len(groups) > 6, "groups")
    details = await cloud.users_groups.get_details()
    count = next(one.user_count for one in details if one.group_id == "admin")
    check(count >= 2, "groups with their counts")

    await cloud.users.create("neuve", password="long enough password", display_name="Neuve É.")
    check("neuve" in await cloud.users.get_list(mask="neuve"), "a new user is found")
    await refused(cloud.users.create("weak", password="123"), "a weak password is refused")
    await refused(cloud.users.create("neuve", password="long enough x"), "an id exists once")
    await cloud.users_groups.create("essai")
    await cloud.users.add_to_group("neuve", "essai")
    check("essai" in (await cloud.users.get_user("neuve")).groups, "joins a group")
    await cloud.users.remove_from_group("neuve", "essai")
    await cloud.users.disable("neuve")
    check(not (await cloud.users.get_user("neuve")).enabled, "is disabled")
    await cloud.users.enable("neuve")
    check((await cloud.users.get_user("neuve")).enabled, "and enabled again")
    await cloud.users.edit("neuve", quota="5 GB")
    check((await cloud.users.get_user("neuve")).quota["quota"] == 5 * 2**30, "has a quota")
    await cloud.users.delete("neuve")
    error = await refused(cloud.users.get_user("neuve"), "a deleted user is gone")
    check(error.status_code == 404, "with 404")
    await cloud.users_groups.delete("essai")
    check("essai" not in await cloud.users_groups.get_list(), "a deleted group is gone")
    stranger = AsyncNextcloud(
        nextcloud_url=args.url, nc_auth_user="admin", nc_auth_pass="wrong"
    )
    error = await refused(stranger.users.get_list(), "a wrong password is refused")
    check(error.status_code == 401, "with 401")


asyncio.run(main())
