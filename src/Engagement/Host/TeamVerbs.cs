using System.CommandLine;
using Engagement.Features.Team;

namespace Engagement.Host;

/// <summary><c>user add</c> and <c>api-key add</c>: for the first key of a script, or when nobody can sign in any more.</summary>
internal static class TeamVerbs
{
    public static Command User()
    {
        var email = new Option<string>("--email") { Description = "What they sign in with.", Required = true };
        var name = new Option<string>("--name") { Description = "Their name.", Required = true };
        var role = RoleOption();
        var add = new Command("add", "Add a person; prints a one-time password once.") { email, name, role };
        add.SetAction((parsed, ct) => Verbs.WithServicesAsync(async services =>
        {
            var answer = await services.GetRequiredService<AddUser>().RunAsync(
                new(parsed.GetValue(email)!, parsed.GetValue(name)!, parsed.GetValue(role)!), ct);
            Console.WriteLine($"One-time password: {Verbs.Expect(answer).OneTimePassword}");
        }, ct));
        return new Command("user", "People who sign in.") { add };
    }

    public static Command ApiKey()
    {
        var name = new Option<string>("--name") { Description = "What the key is for.", Required = true };
        var role = RoleOption();
        var add = new Command("add", "Make an API key; prints it once.") { name, role };
        add.SetAction((parsed, ct) => Verbs.WithServicesAsync(async services =>
        {
            var answer = await services.GetRequiredService<AddApiKey>().RunAsync(new(parsed.GetValue(name)!, parsed.GetValue(role)!, By: null), ct);
            Console.WriteLine(Verbs.Expect(answer));
        }, ct));
        return new Command("api-key", "Keys for the REST API.") { add };
    }

    private static Option<string> RoleOption()
    {
        var role = new Option<string>("--role") { Description = "Agent, Editor or Administrator.", Required = true };
        role.AcceptOnlyFromAmong("Agent", "Editor", "Administrator");
        return role;
    }
}
