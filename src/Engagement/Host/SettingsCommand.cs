using System.CommandLine;
using Engagement.Configured;

namespace Engagement.Host;

/// <summary><c>settings</c>: looks at the settings without starting anything, and says which are set.</summary>
internal static class SettingsCommand
{
    public static Command Command()
    {
        var table = new Option<bool>("--table") { Description = "All there are, as the table in Markdown that docs/settings.md shows." };
        var command = new Command(
            "settings", "Check the settings and list those that are set: exit code 1 when one is wrong. Starts nothing.") { table };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(table))
            {
                Console.Write(SettingsTable.Markdown());
                return 0;
            }

            var configuration = Verbs.Settings();
            var given = KnownSettings.All.SelectMany(s => s.Given(configuration).Select(g => Line(s, g.Key, g.Value))).ToList();
            Console.WriteLine(given.Count == 0 ? "None is set; every default holds." : string.Join(Environment.NewLine, given));
            return 0;
        });
        return command;
    }

    private static string Line(Setting setting, string key, string value) =>
        $"{Setting.VariableOf(key)} = {(setting.IsSecret ? "(not shown)" : Setting.Shown(value))}";
}
