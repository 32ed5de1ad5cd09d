using System.CommandLine;
using Engagement.Data;
using Engagement.Features.People.Team;
using Engagement.Web.Security;

namespace Engagement.Host;

/// <summary><c>user</c> and <c>api-key</c>: for the first key of a script, and for the day nobody can sign in any more.</summary>
internal static class TeamCommands
{
    public static Command User()
    {
        var email = EmailOption();
        var name = new Option<string>("--name") { Description = "Their name.", Required = true };
        var role = RoleOption();
        var add = new Command("add", "Add a person; prints a one-time password once.") { email, name, role };
        add.SetAction((parsed, ct) => Verbs.WithServicesAsync(async services =>
        {
            var answer = await services.GetRequiredService<AddUser>().RunAsync(
                new(parsed.GetValue(email)!, parsed.GetValue(name)!, parsed.GetValue(role)!), ct);
            Console.WriteLine($"One-time password: {Verbs.Expect(answer).OneTimePassword}");
        }, ct, begins: true));

        var list = new Command("list", "List people: address, role, whether they may sign in, last sign-in, name.");
        list.SetAction((_, ct) => Verbs.WithServicesAsync(async services =>
        {
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            foreach (var person in await services.GetRequiredService<Db>().QueryAsync<UserRow>(UserSql.All, ct: ct))
            {
                var state = person.DisabledAt is not null ? "disabled"
                    : person.LockedUntil > now ? "locked"
                    : person.MustChangePassword ? "one-time password"
                    : "enabled";
                Console.WriteLine(string.Join('\t', person.Email, person.Role, state, Moment(person.LastSignInAt), person.Name));
            }
        }, ct));

        var whose = EmailOption();
        var reset = new Command("reset-password", "Replace a person's password by a one-time one, printed once. "
            + "Ends their sessions and any lock.") { whose };
        reset.SetAction((parsed, ct) => Verbs.WithServicesAsync(async services =>
        {
            var person = await PersonAsync(services, parsed.GetValue(whose)!, ct);
            Console.WriteLine($"One-time password: "
                + $"{Verbs.Expect(await services.GetRequiredService<ResetPassword>().RunAsync(person.Id, ct))}");
        }, ct));

        var locked = EmailOption();
        var unlock = new Command("unlock", "End a lock after wrong passwords before its time.") { locked };
        unlock.SetAction((parsed, ct) => Verbs.WithServicesAsync(async services =>
        {
            var person = await PersonAsync(services, parsed.GetValue(locked)!, ct);
            Verbs.Expect(await services.GetRequiredService<ChangeUser>().UnlockAsync(person.Id, ct));
            Console.WriteLine($"{person.Email} may try again.");
        }, ct));

        var disable = MaySignIn("disable", "Let a person sign in no more. Ends their sessions; the only administrator stays.", may: false);
        var enable = MaySignIn("enable", "Let a person sign in again.", may: true);
        return new Command("user", "People who sign in.") { add, list, reset, unlock, disable, enable };
    }

    public static Command ApiKey()
    {
        var name = new Option<string>("--name") { Description = "What the key is for.", Required = true };
        var role = RoleOption();
        var add = new Command("add", "Make an API key; prints it once.") { name, role };
        add.SetAction((parsed, ct) => Verbs.WithServicesAsync(async services =>
        {
            var answer = await services.GetRequiredService<AddApiKey>().RunAsync(
                new(parsed.GetValue(name)!, parsed.GetValue(role)!, By: null), ct);
            Console.WriteLine(Verbs.Expect(answer));
        }, ct, begins: true));

        var list = new Command("list", "List keys: beginning, role, enabled or revoked, last use, name.");
        list.SetAction((_, ct) => Verbs.WithServicesAsync(async services =>
        {
            foreach (var key in await services.GetRequiredService<Db>().QueryAsync<ApiKeyRow>(ApiKeySql.All, ct: ct))
            {
                Console.WriteLine(string.Join(
                    '\t', key.Prefix, key.Role, key.RevokedAt is null ? "enabled" : "revoked", Moment(key.LastUsedAt), key.Name));
            }
        }, ct));

        var prefix = new Option<string>("--key")
            { Description = "Its beginning as `api-key list` shows it, e.g. eng_ab12cd34.", Required = true };
        var revoke = new Command("revoke", "Revoke a key; whatever uses it stops working at once.") { prefix };
        revoke.SetAction((parsed, ct) => Verbs.WithServicesAsync(async services =>
        {
            var wanted = parsed.GetValue(prefix)!;
            var key = await services.GetRequiredService<Db>().OneAsync<ApiKeyRow>(ApiKeySql.ByPrefix, new { Prefix = wanted }, ct)
                ?? throw new UsageException($"No key begins with {wanted}.");
            Verbs.Expect(await services.GetRequiredService<RevokeApiKey>().RunAsync(key.Id, ct));
            Console.WriteLine($"{key.Name} is revoked.");
        }, ct));

        return new Command("api-key", "Keys for the REST API.") { add, list, revoke };
    }

    private static Command MaySignIn(string name, string help, bool may)
    {
        var email = EmailOption();
        var command = new Command(name, help) { email };
        command.SetAction((parsed, ct) => Verbs.WithServicesAsync(async services =>
        {
            var person = await PersonAsync(services, parsed.GetValue(email)!, ct);
            Verbs.Expect(await services.GetRequiredService<ChangeUser>().RunAsync(
                new(person.Id, person.Name, person.Role.ToString(), may), ct));
            Console.WriteLine(may ? $"{person.Email} may sign in." : $"{person.Email} may sign in no more, and is signed out.");
        }, ct));
        return command;
    }

    private static Option<string> EmailOption() => new("--email") { Description = "What they sign in with.", Required = true };

    private static Option<string> RoleOption()
    {
        var role = new Option<string>("--role") { Description = "Agent, Editor, Approver or Administrator.", Required = true };
        role.AcceptOnlyFromAmong(Enum.GetNames<Role>());
        return role;
    }

    private static async Task<UserRow> PersonAsync(IServiceProvider services, string email, CancellationToken ct) =>
        await services.GetRequiredService<Db>().OneAsync<UserRow>(UserSql.ByEmail, new { Email = email.Trim().ToLowerInvariant() }, ct)
            ?? throw new UsageException($"Nobody signs in with {email}.");

    private static string Moment(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture) ?? "never";
}
