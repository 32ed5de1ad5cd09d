namespace Engagement.Features.Insights.Loop;

/// <summary>Of what the loop is read.</summary>
internal enum ScopeKind
{
    /// <summary>Everything.</summary>
    All,
    Article,
    Template,
    Series,
    Account,
    Post,
}

/// <summary>Everything, or one thing of a kind.</summary>
internal sealed record LoopScope(ScopeKind Kind, Guid Id)
{
    public static readonly LoopScope All = new(ScopeKind.All, Guid.Empty);

    public bool IsAll => Kind == ScopeKind.All;

    public string Word => Kind.ToString().ToLowerInvariant();

    /// <summary>From an address; null when there is no such kind.</summary>
    public static LoopScope? Read(string? kind, Guid? id) =>
        string.IsNullOrEmpty(kind) || kind == "all" ? All
        : Enum.TryParse<ScopeKind>(kind, ignoreCase: true, out var known) && Enum.IsDefined(known) && id is { } one ? new LoopScope(known, one) : null;
}
