using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Feeds;
using FluentValidation;

namespace Engagement.Features.Content.Knowledge.Sources;

/// <summary>Renames a source, switches it off or on, or says that it is internal. A feed that changed is read again soon.</summary>
internal sealed class SetSource(Db db, TimeProvider clock)
{
    public const string OnlyAdministrators = "Only an administrator may say that a feed lies inside our network.";

    private static readonly Validator Rules = new();

    private static readonly Sql Set = Sql.Portable(
        """
        update Sources set Name = @Name, IsInternal = @IsInternal, Enabled = @Enabled, InitialState = coalesce(@InitialState, InitialState),
            NextReadAt = case when Kind = 'feed' then @Now end
        where Id = @Id
        """);

    public sealed record Command(Guid Id, string? Name, bool IsInternal, bool Enabled, string? InitialState = null)
    {
        /// <inheritdoc cref="AddFeed.Command.MayBeInternal"/>
        public required bool MayBeInternal { get; init; }
    }

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give it a name.").MaximumLength(200);
            RuleFor(c => c.InitialState).Must(InitialStates.Is).WithMessage(InitialStates.Wanted);
        }
    }

    public async Task<Result<Source>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Source>.From(findings);
        }

        var before = await db.OneAsync<Source>(SourceSql.Read, new { command.Id }, ct);
        if (command is { IsInternal: true, MayBeInternal: false } && before is not { IsInternal: true })
        {
            return Result<Source>.Wrong(nameof(Command.IsInternal), OnlyAdministrators);
        }

        if (!command.IsInternal && before is { Kind: Source.Feed, IsInternal: true }
            && GuardedConnections.RefusalOf(new Uri(before.Location), allowPrivate: false, SafeFetch.Hint) is { } refusal)
        {
            return Result<Source>.Wrong(nameof(Command.IsInternal), refusal);
        }

        await db.ExecuteAsync(Set,
            new { command.Id, Name = command.Name!.Trim(), command.IsInternal, command.Enabled,
                InitialState = InitialStates.Of(command.InitialState), Now = clock.Now() }, ct);
        return await db.OneAsync<Source>(SourceSql.Read, new { command.Id }, ct) is { } source
            ? source
            : new Result<Source>.Missing("There is no such source.");
    }
}
