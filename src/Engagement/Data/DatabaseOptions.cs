using Engagement.Configured;
using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>Which database. <c>Database__Provider</c> and <c>ConnectionStrings__Engagement</c>; nothing else changes.</summary>
/// <param name="Dialect">SQLite (embedded, the default) or SQL Server.</param>
/// <param name="ConnectionString">For SQLite made from the data folder unless one is given.</param>
/// <param name="DataDirectory">Where files of ours lie: the embedded database, the sandbox network, locks.</param>
internal sealed record DatabaseOptions(Dialect Dialect, string ConnectionString, string DataDirectory)
{
    /// <param name="configuration">What is set.</param>
    /// <param name="workingDirectory">What a relative data folder is relative to.</param>
    /// <exception cref="Host.StartException">A setting is not one of its words; the message names it.</exception>
    public static DatabaseOptions From(IConfiguration configuration, string workingDirectory)
    {
        var folder = Path.GetFullPath(KnownSettings.DataDirectory.Of(configuration), workingDirectory);
        var connection = KnownSettings.Connection.Of(configuration);
        return KnownSettings.Provider.Of(configuration) == "SqlServer"
            ? new(Dialect.SqlServer, connection, folder)
            : new(Dialect.Sqlite, connection.Length > 0 ? connection : ForFile(Path.Combine(folder, "engagement.db")), folder);
    }

    /// <summary>A connection string for an embedded database file.</summary>
    public static string ForFile(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,
        DefaultTimeout = 10, // for as long a lock of another program is waited out
    }.ToString();
}
