using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>Which database. <c>Database__Provider</c> and <c>ConnectionStrings__Engagement</c>; nothing else changes.</summary>
/// <param name="Dialect">SQLite (embedded, the default) or SQL Server.</param>
/// <param name="ConnectionString">For SQLite made from the data folder unless one is given.</param>
/// <param name="DataDirectory">Where files of ours lie: the embedded database, the sandbox network, locks.</param>
internal sealed record DatabaseOptions(Dialect Dialect, string ConnectionString, string DataDirectory)
{
    /// <param name="workingDirectory">What a relative data folder is relative to.</param>
    /// <exception cref="InvalidOperationException">A setting is missing or not one of its words; the message names it.</exception>
    public static DatabaseOptions From(IConfiguration configuration, string workingDirectory)
    {
        var dataDirectory = Path.GetFullPath(configuration["Engagement:DataDirectory"] is { Length: > 0 } given ? given : "data", workingDirectory);
        var connectionString = configuration.GetConnectionString("Engagement");
        switch (configuration["Database:Provider"] ?? "Sqlite")
        {
            case var p when p.Equals("Sqlite", StringComparison.OrdinalIgnoreCase):
                return new(Dialect.Sqlite, connectionString ?? ForFile(Path.Combine(dataDirectory, "engagement.db")), dataDirectory);
            case var p when p.Equals("SqlServer", StringComparison.OrdinalIgnoreCase):
                return string.IsNullOrWhiteSpace(connectionString)
                    ? throw new InvalidOperationException("Database:Provider is SqlServer, but ConnectionStrings:Engagement is empty. Set ConnectionStrings__Engagement to SQL Server's connection string.")
                    : new(Dialect.SqlServer, connectionString, dataDirectory);
            case var p:
                throw new InvalidOperationException($"Database:Provider is '{p}'. It takes Sqlite or SqlServer.");
        }
    }

    /// <summary>A connection string for an embedded database file.</summary>
    public static string ForFile(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,
        DefaultTimeout = 10, // for as long a lock of another program is waited out
    }.ToString();
}
