using System.Xml.Linq;
using Engagement.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Engagement.Web.Security;

/// <summary>Keeps the data protection keys in the database, so that every node reads the same cookies and account secrets.</summary>
internal sealed class DatabaseKeys(Db db, TimeProvider clock) : IXmlRepository
{
    private static readonly Sql Read = Sql.Portable("select Xml from DataProtectionKeys");

    private static readonly Sql Insert = Sql.Portable(
        "insert into DataProtectionKeys (Id, FriendlyName, Xml, CreatedAt) values (@Id, @FriendlyName, @Xml, @CreatedAt)");

    // The interface is synchronous; keys are read once a day and written once in ninety.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. db.QueryAsync<string>(Read).GetAwaiter().GetResult().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) =>
        db.ExecuteAsync(Insert, new
        {
            Id = Ids.New(clock),
            FriendlyName = friendlyName,
            Xml = element.ToString(SaveOptions.DisableFormatting),
            CreatedAt = clock.Now(),
        }).GetAwaiter().GetResult();
}
