namespace Engagement.Web.Api;

/// <summary>
/// A closed set of words that is no enum: the table that has them says them here, so that the API's document and its binding know them too.
/// </summary>
internal interface IWordSet
{
    /// <summary>In the API's document, and so in clients that are made from it.</summary>
    static abstract string Name { get; }

    /// <summary>Those that can be given.</summary>
    static abstract IReadOnlyList<string> Words(IServiceProvider services);

    /// <summary>Those that rows may still have: answers say them and lists are filtered by them, and nothing new is made of them.</summary>
    static virtual Task<IReadOnlyList<string>> FormerAsync(IServiceProvider services, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>([]);
}

/// <summary>A word of <typeparamref name="TSet"/>, as an answer has it or a request gave it.</summary>
internal readonly record struct OneOf<TSet>(string Word)
    where TSet : IWordSet
{
    public static ClosedSet Set { get; } = new(TSet.Name, TSet.Words, TSet.FormerAsync);

    public static implicit operator OneOf<TSet>(string word) => new(word);

    /// <summary>As minimal APIs bind a parameter; which words there are has been asked by then (<see cref="StrictQuery"/>).</summary>
    public static bool TryParse(string? text, out OneOf<TSet> value)
    {
        value = new(text ?? "");
        return !string.IsNullOrEmpty(text);
    }

    public override string ToString() => Word;
}
