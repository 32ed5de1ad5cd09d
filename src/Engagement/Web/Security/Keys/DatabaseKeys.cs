using System.Xml.Linq;
using Engagement.Data;

namespace Engagement.Web.Security.Keys;

/// <summary>
/// On SQL Server the keys are in the database, so that every node reads the same cookies and account secrets. Whoever reads the whole
/// database could open them, unless <see cref="KeyCertificates"/> seals them.
/// </summary>
internal sealed class DatabaseKeys(Db db, TimeProvider clock) : IKeyStore
{
    private static readonly Sql Read = Sql.Portable("select FriendlyName, Xml from DataProtectionKeys");

    private static readonly Sql Insert = Sql.Portable(
        "insert into DataProtectionKeys (Id, FriendlyName, Xml, CreatedAt) values (@Id, @FriendlyName, @Xml, @CreatedAt)");

    private static readonly Sql Update = Sql.Portable("update DataProtectionKeys set Xml = @Xml where FriendlyName = @FriendlyName");

    private static readonly Sql DeleteAll = Sql.Portable("delete from DataProtectionKeys");

    // The interface is synchronous; keys are read once a day and written once in ninety.
    public IReadOnlyList<StoredKey> ReadAll() =>
        [.. db.QueryAsync<Row>(Read).GetAwaiter().GetResult().Select(row => new StoredKey(row.FriendlyName, XElement.Parse(row.Xml)))];

    public IReadOnlyCollection<XElement> GetAllElements() => [.. ReadAll().Select(k => k.Element)];

    public void StoreElement(XElement element, string friendlyName) =>
        db.ExecuteAsync(Insert, new { Id = Ids.New(clock), FriendlyName = friendlyName, Xml = Text(element), CreatedAt = clock.Now() })
            .GetAwaiter().GetResult();

    public void Replace(string name, XElement element) =>
        db.ExecuteAsync(Update, new { FriendlyName = name, Xml = Text(element) }).GetAwaiter().GetResult();

    /// <summary>Once they lie elsewhere. What they stood on is overwritten, in the embedded database's file and in its log.</summary>
    public async Task DeleteAllAsync(CancellationToken ct)
    {
        await db.InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync(SecureDelete.On, ct: ct);
            await tx.ExecuteAsync(DeleteAll, ct: ct);
        }, ct);
        await db.ExecuteAsync(SecureDelete.EmptyLog, ct: ct);
    }

    private static string Text(XElement element) => element.ToString(SaveOptions.DisableFormatting);

    private sealed record Row
    {
        public string FriendlyName { get; init; } = "";

        public string Xml { get; init; } = "";
    }
}
