using Engagement.Host;
using Engagement.Web.Security.Keys;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Engagement.Configured;

/// <summary>
/// Looks at all settings before anything is opened: what is wrong is said at once, a sentence each, and nothing starts; a name of ours that
/// there is none of is most likely misspelt, and is said too.
/// </summary>
internal static class CheckSettings
{
    /// <param name="Wrong">A sentence each.</param>
    /// <param name="Unknown">A sentence each.</param>
    internal sealed record Findings(IReadOnlyList<string> Wrong, IReadOnlyList<string> Unknown);

    /// <param name="configuration">All that is set.</param>
    /// <param name="says">Where names are said that there are none of.</param>
    /// <param name="reads">Which settings are read by what begins here, and so must be right; null: all.</param>
    /// <exception cref="StartException">Something is wrong; the message says all of it.</exception>
    public static void Run(IConfiguration configuration, TextWriter says, Func<Setting, bool>? reads = null)
    {
        var found = Find(configuration, reads);
        foreach (var unknown in found.Unknown)
        {
            says.WriteLine(unknown);
        }

        if (found.Wrong.Count > 0)
        {
            throw new StartException(string.Join(Environment.NewLine, found.Wrong));
        }
    }

    public static Findings Find(IConfiguration configuration, Func<Setting, bool>? reads = null)
    {
        reads ??= _ => true;
        var (wrong, unknown) = (new List<string>(), new List<string>());
        var given = configuration.AsEnumerable().Where(pair => pair.Value is not null);
        foreach (var (key, value) in given.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (KnownSettings.All.FirstOrDefault(s => s.IsAt(key)) is { } setting)
            {
                wrong.AddRange(reads(setting) && setting.Problem(key, value!) is { } problem ? [problem] : []);
            }
            else if (SettingNames.Unknown(key) is { } said)
            {
                unknown.Add(said);
            }
        }

        // What does not fit together is looked at once each is right by itself.
        return new(wrong.Count > 0 ? wrong : [.. Together(configuration, reads)], unknown);
    }

    private static IEnumerable<string> Together(IConfiguration configuration, Func<Setting, bool> reads) =>
    [
        .. reads(KnownSettings.Connection) ? OfDatabase(configuration) : [],
        .. reads(KnownSettings.Certificate) ? OfKeys(configuration) : [],
    ];

    private static IEnumerable<string> OfDatabase(IConfiguration configuration)
    {
        var isSqlServer = KnownSettings.Provider.Of(configuration) == "SqlServer";
        var connection = KnownSettings.Connection.Of(configuration);
        if (isSqlServer && connection.Length == 0)
        {
            yield return "Database__Provider is SqlServer, but ConnectionStrings__Engagement is not set: "
                + "it takes SQL Server's connection string.";
        }
        else if (connection.Length > 0 && ConnectionProblem(connection, isSqlServer) is { } problem)
        {
            yield return "ConnectionStrings__Engagement is none of "
                + $"{(isSqlServer ? "SQL Server" : "SQLite (Database__Provider is not SqlServer)")}: {problem}";
        }

        if (!isSqlServer && KnownSettings.JobStorage.Of(configuration) == "SqlServer")
        {
            yield return "Jobs__Storage is SqlServer, but Database__Provider is not: leave it out, or let both be SqlServer.";
        }
    }

    private static IEnumerable<string> OfKeys(IConfiguration configuration)
    {
        if (KnownSettings.CertificatePassword.Of(configuration).Length > 0 && KnownSettings.Certificate.Of(configuration).Length == 0)
        {
            yield return "Keys__CertificatePassword is set, but Keys__Certificate is not: it takes the file that the password opens.";
        }

        foreach (var sentence in KeyCertificates.Problems(configuration))
        {
            yield return sentence;
        }
    }

    private static string? ConnectionProblem(string connection, bool isSqlServer)
    {
        try
        {
            return isSqlServer
                ? new SqlConnectionStringBuilder(connection).DataSource.Length == 0 ? "it has no Server." : null
                : new SqliteConnectionStringBuilder(connection) is { DataSource.Length: > 0, Mode: not SqliteOpenMode.Memory } file
                    && !file.DataSource.StartsWith(':') ? null : "it names no file (Data Source=…).";
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // What the library says may hold a piece of a password that has a semicolon in it.
            return "it has a key word that there is none of, or a value that its key word does not take. "
                + "A value with semicolons or quotes stands in quotes.";
        }
    }
}
