using System.CommandLine;
using Engagement.Demo;

namespace Engagement.Host;

internal static class SeedCommand
{
    public static Command Command()
    {
        var command = new Command(
            "seed", "Fill the database with demo articles, the shipped templates and, where nobody is there, an administrator.");
        command.SetAction((_, ct) => Verbs.WithServicesAsync(async services =>
        {
            var seeded = await services.GetRequiredService<SeedDemo>().ContentAsync(ct);
            Console.WriteLine($"{seeded.Articles} demo articles added; the shipped templates are in place.");
            if (seeded.Password is not null)
            {
                Console.WriteLine($"Administrator {seeded.Email}, one-time password {seeded.Password}");
            }
        }, ct, begins: true));
        return command;
    }
}
