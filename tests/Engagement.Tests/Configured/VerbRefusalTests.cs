using Engagement.Data;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Deliveries.Crash;

namespace Engagement.Tests.Configured;

/// <summary>Verbs on a real database with what is well written and cannot be: a sentence and a code that is not 0.</summary>
public sealed class VerbRefusalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Each_verb_says_in_a_sentence_what_cannot_be()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var folder = database.Db.Options.DataDirectory;
        foreach (var (line, code, sentence) in new (string, int, string)[]
        {
            ("user add --email nobody --name Mia --role Agent", 2, "Email: "),
            ("user reset-password --email mia@desk.example", 2, "Nobody signs in with mia@desk.example."),
            ("user unlock --email mia@desk.example", 2, "Nobody signs in with mia@desk.example."),
            ("user disable --email mia@desk.example", 2, "Nobody signs in with mia@desk.example."),
            ("user enable --email mia@desk.example", 2, "Nobody signs in with mia@desk.example."),
            ("api-key revoke --key eng_nope", 2, "No key begins with eng_nope."),
            ("keys rewrap", 2, "Keys__Certificate names no certificate"),
            ("import ./nowhere", 2, "nowhere"),
            ("import ./nowhere --state Perhaps", 2, "Validated"),
            ("restore ./nowhere.db", 2, "There is no file "),
            ("backup ./engagement.db", 2, "is there already"),
            ("backup ./engagement.db --replace", 2, "That is the database itself."),
            ("serve --urls here", 2, "--urls 'here' is no address to listen at."),
            ("health --url here", 2, "--url 'here' is no address."),
            ("health --url http://127.0.0.1:9", 1, "does not answer"),
        })
        {
            using var run = EngagementProcess.Run(folder, line.Split(' '));
            Assert.True(code == await run.ExitAsync(Patience), $"{line}\n{run.Output}");
            Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_person_is_disabled_and_enabled_by_the_verb_and_the_only_administrator_stays()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        foreach (var (line, code, sentence) in new (string, int, string)[]
        {
            ("user add --email admin@desk.example --name Admin --role Administrator", 0, "One-time password: "),
            ("user add --email mia@desk.example --name Mia --role Agent", 0, "One-time password: "),
            ("user disable --email admin@desk.example", 2, "Admin is the only administrator. Make somebody else one first."),
            ("user disable --email Mia@desk.example", 0, "mia@desk.example may sign in no more, and is signed out."),
            ("user list", 0, "mia@desk.example\tAgent\tdisabled"),
            ("user enable --email mia@desk.example", 0, "mia@desk.example may sign in."),
            ("user list", 0, "mia@desk.example\tAgent\tone-time password"),
        })
        {
            using var run = EngagementProcess.Run(database.Db.Options.DataDirectory, line.Split(' '));
            Assert.True(code == await run.ExitAsync(Patience), $"{line}\n{run.Output}");
            Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("No XML encryptor", run.Output, StringComparison.Ordinal);
        }
    }
}
