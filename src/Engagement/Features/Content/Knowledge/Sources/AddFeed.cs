using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Content.Knowledge.Reading;
using FluentValidation;

namespace Engagement.Features.Content.Knowledge.Sources;

/// <summary>
/// Adds a feed. It is read at the next run of the job, or at once by whoever asks for that. Adding one that is there answers with it.
/// </summary>
internal sealed class AddFeed(Db db, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    /// <param name="Url">Of the feed.</param>
    /// <param name="Name">What it is called here; null: its host's name.</param>
    /// <param name="IsInternal">It may lie in a private network.</param>
    /// <param name="InitialState"><c>Draft</c> or <c>Validated</c>: how its articles begin; null: Validated, or as it is set
    /// already.</param>
    public sealed record Command(string? Url, string? Name = null, bool IsInternal = false, string? InitialState = null)
    {
        /// <summary>
        /// Whoever adds it is an administrator, who alone opens ways into our network. Said by each caller: none may forget to look.
        /// </summary>
        public required bool MayBeInternal { get; init; }
    }

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Url).NotEmpty().WithMessage("Give the feed's address.");
            RuleFor(c => c.Url).Must(WebAddress.Is!).WithMessage("This must be a web address, such as https://blog.example.com/feed.xml.")
                .MaximumLength(800).Must(u => !Uri.TryCreate(u?.Trim(), UriKind.Absolute, out var url) || url.AbsoluteUri.Length <= 800)
                .WithMessage("This address is too long: at most 800 characters.").When(c => !string.IsNullOrEmpty(c.Url));
            RuleFor(c => c.IsInternal).Must(internalOne => !internalOne).WithMessage(SetSource.OnlyAdministrators)
                .When(c => !c.MayBeInternal);
            RuleFor(c => c.Name).MaximumLength(200);
            RuleFor(c => c.InitialState).Must(InitialStates.Is).WithMessage(InitialStates.Wanted);
        }
    }

    public async Task<Result<Source>> RunAsync(Command command, CancellationToken ct)
    {
        command = command with { Url = command.Url?.Trim() };
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Source>.From(findings);
        }

        // One that is there already, and internal, is answered with as any other.
        var url = new Uri(command.Url!);
        if (GuardedConnections.RefusalOf(url, command.IsInternal, SafeFetch.Hint) is { } refusal
            && (command.IsInternal
                || await db.OneAsync<Source>(SourceSql.Find, new { Kind = Source.Feed, Location = url.AbsoluteUri }, ct)
                    is not { IsInternal: true }))
        {
            return Result<Source>.Wrong(nameof(Command.Url), refusal);
        }

        await db.ExecuteAsync(SourceSql.InsertUnlessThere, new
        {
            Id = Ids.New(clock),
            Kind = Source.Feed,
            Name = string.IsNullOrWhiteSpace(command.Name) ? url.Host : command.Name.Trim(),
            Location = url.AbsoluteUri,
            BaseUrl = (string?)null,
            command.IsInternal,
            InitialState = InitialStates.Of(command.InitialState) ?? nameof(ArticleState.Validated),
            NextReadAt = (DateTimeOffset?)clock.Now(),
            Now = clock.Now(),
        }, ct);
        var source = await db.OneAsync<Source>(SourceSql.Find, new { Kind = Source.Feed, Location = url.AbsoluteUri }, ct)
            ?? throw new InvalidOperationException($"The feed {url} is not there after it was added.");
        await InitialStates.SetAsync(db, source, command.InitialState, ct);
        return source with { InitialState = InitialStates.Of(command.InitialState) ?? source.InitialState };
    }
}
