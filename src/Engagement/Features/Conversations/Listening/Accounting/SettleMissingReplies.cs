using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>What a person does about a gap: has it looked into now, or says why it is well as it is.</summary>
internal sealed class SettleMissingReplies(Db db, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    /// <param name="Note">Why nothing is missing, or why it is not looked for any more.</param>
    internal sealed record Acceptance(Guid Id, string? Note, string By);

    private sealed class Validator : AbstractValidator<Acceptance>
    {
        public Validator() =>
            RuleFor(c => c.Note).NotEmpty().WithMessage("Say in a few words why it is well so: others will read it.").MaximumLength(1000);
    }

    public async Task<Result<Guid>> AcceptAsync(Acceptance acceptance, CancellationToken ct) =>
        Rules.Validate(acceptance) is { IsValid: false } findings ? Result<Guid>.From(findings)
        : await db.ExecuteAsync(MissingRepliesSql.Accept, new { acceptance.Id, Note = acceptance.Note!.Trim(), acceptance.By,
            Now = clock.Now() }, ct)
            == 1 ? acceptance.Id
        : new Result<Guid>.Conflict("It is not open any more.");

    public async Task<Result<Guid>> TryNowAsync(Guid id, CancellationToken ct) =>
        await db.ExecuteAsync(MissingRepliesSql.TryNow, new { Id = id, Now = clock.Now() }, ct) == 1
            ? id : new Result<Guid>.Conflict("It is not open any more.");
}
