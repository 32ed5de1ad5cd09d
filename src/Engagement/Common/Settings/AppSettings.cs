using Engagement.Data;

namespace Engagement.Common.Settings;

/// <summary>What an administrator sets for the whole desk, one row a setting.</summary>
internal static class AppSettings
{
    /// <summary>The name templates and pages call us by.</summary>
    public const string Organisation = "organisation";

    public static readonly Sql Read = Sql.Portable("select Value from AppSettings where Name = @Name");

    private static readonly Sql Update = Sql.Portable(
        "update AppSettings set Value = @Value, UpdatedAt = @Now, UpdatedBy = @By where Name = @Name");

    private static readonly Sql Insert = Sql.Portable(
        "insert into AppSettings (Name, Value, UpdatedAt, UpdatedBy) values (@Name, @Value, @Now, @By)");

    public static async Task SetAsync(Tx tx, string name, string value, DateTimeOffset now, string by, CancellationToken ct)
    {
        var row = new { Name = name, Value = value, Now = now, By = by };
        if (await tx.ExecuteAsync(Update, row, ct) == 0)
        {
            await tx.ExecuteAsync(Insert, row, ct);
        }
    }
}
