using System.Text.Json.Serialization;
using Engagement.Web.Api;

namespace Engagement.Features.Insights.Loop;

/// <summary>Of what the loop is read.</summary>
[SchemaName("FunnelKind")]
internal enum ScopeKind
{
    /// <summary>Everything.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    [JsonStringEnumMemberName("article")]
    Article,

    [JsonStringEnumMemberName("template")]
    Template,

    [JsonStringEnumMemberName("series")]
    Series,

    [JsonStringEnumMemberName("account")]
    Account,

    [JsonStringEnumMemberName("post")]
    Post,
}

/// <summary>Everything, or one thing of a kind.</summary>
internal sealed record FunnelScope(ScopeKind Kind, Guid Id)
{
    public static readonly FunnelScope All = new(ScopeKind.All, Guid.Empty);

    public bool IsAll => Kind == ScopeKind.All;

    public string Word => Kind.ToString().ToLowerInvariant();

    /// <summary>From an address; null when there is no such kind.</summary>
    public static FunnelScope? Read(string? kind, Guid? id) =>
        string.IsNullOrEmpty(kind) || kind == "all" ? All
        : Enum.TryParse<ScopeKind>(kind, ignoreCase: true, out var known)
            && Enum.IsDefined(known) && id is { } one ? new FunnelScope(known, one) : null;
}
