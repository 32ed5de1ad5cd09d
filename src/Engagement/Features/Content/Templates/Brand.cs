using Engagement.Common.Settings;
using Engagement.Data;

namespace Engagement.Features.Content.Templates;

/// <summary>How we present ourselves, from Settings.</summary>
internal sealed record Brand
{
    public const string WebsiteName = "brand.website";
    public const string HashtagName = "brand.hashtag";
    public const string SignatureName = "brand.signature";
    public const string HoursName = "brand.hours";

    private static readonly Sql ReadAll = Sql.Portable(
        "select Name, Value from AppSettings where Name = 'organisation' or Name like 'brand.%'");

    public string Name { get; init; } = "";

    public string Website { get; init; } = "";

    /// <summary>With its #.</summary>
    public string Hashtag { get; init; } = "";

    public string Signature { get; init; } = "";

    /// <summary>When somebody answers, in words.</summary>
    public string Hours { get; init; } = "";

    public static async Task<Brand> ReadAsync(DbSession db, CancellationToken ct) => Of(await db.QueryAsync<Setting>(ReadAll, ct: ct));

    /// <summary>The same together with other reads: they are there once those have been read.</summary>
    public static Func<Brand> In(Reads reads)
    {
        var rows = reads.Add<Setting>(ReadAll);
        return () => Of(rows.Rows);
    }

    private static Brand Of(IEnumerable<Setting> rows)
    {
        var values = Setting.ByName(rows);
        return new Brand
        {
            Name = values.GetValueOrDefault(AppSettings.Organisation) ?? "",
            Website = values.GetValueOrDefault(WebsiteName) ?? "",
            Hashtag = values.GetValueOrDefault(HashtagName) ?? "",
            Signature = values.GetValueOrDefault(SignatureName) ?? "",
            Hours = values.GetValueOrDefault(HoursName) ?? "",
        };
    }
}
