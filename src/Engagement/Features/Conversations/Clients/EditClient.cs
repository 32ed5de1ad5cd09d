using Engagement.Data;
using Engagement.Features.Conversations.Clients.Finding;
using Engagement.Features.Conversations.Tickets;
using FluentValidation;

namespace Engagement.Features.Conversations.Clients;

/// <summary>What we know of a client beside what networks tell: name, company, website, VIP, consent.</summary>
internal sealed class EditClient(Db db, VipTickets vipTickets, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    private static readonly Sql Update = Sql.Portable(
        """
        update Clients set Name = @Name, Company = @Company, Website = @Website, IsVip = @IsVip, Consent = @Consent,
            ConsentNote = @ConsentNote, ConsentAt = @ConsentAt, Version = Version + 1
        where Id = @Id and Version = @Version
        """);

    /// <param name="Version">What the person saw.</param>
    /// <param name="ConsentNote">To what, and how they said it.</param>
    internal sealed record Command(
        Guid Id, int Version, string Name, string? Company, string? Website,
        bool IsVip, ConsentState Consent, string? ConsentNote, string By, Guid? ById);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give the name colleagues know them by.").MaximumLength(200);
            RuleFor(c => c.Company).MaximumLength(200);
            RuleFor(c => c.Website).MaximumLength(400).Must(w => string.IsNullOrWhiteSpace(w) || Address(w) is not null)
                .WithMessage("That is no web address, such as https://example.com.");
            RuleFor(c => c.Consent).IsInEnum();
            RuleFor(c => c.ConsentNote).MaximumLength(500);
        }
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Guid>.From(findings);
        }

        return await db.DecideAsync<Guid>(async tx =>
        {
            if (await tx.OneAsync<ClientRow>(ClientSql.Read, new { command.Id }, ct) is not { } client)
            {
                return new Result<Guid>.Missing("There is no such client.");
            }

            if (client.ErasedAt is not null)
            {
                return new Result<Guid>.Conflict("Their personal data was erased on their request. Nothing new is noted.");
            }

            var actor = new Actor(command.By, command.ById, clock.Now());
            var consentChanged = client.Consent != command.Consent;
            if (await tx.ExecuteAsync(Update, new
            {
                command.Id,
                command.Version,
                Name = command.Name.Trim(),
                Company = Empty(command.Company),
                Website = command.Website is null ? null : Address(command.Website)?.AbsoluteUri,
                command.IsVip,
                Consent = command.Consent.ToString(),
                ConsentNote = Empty(command.ConsentNote),
                ConsentAt = consentChanged ? actor.Now : client.ConsentAt,
            }, ct) == 0)
            {
                return new Result<Guid>.Conflict("Somebody changed the client meanwhile. Look at them again as they are now.");
            }

            await ClientIndex.ChangeAsync(tx, client.Id, ct);
            await ClientLog.AddAsync(tx, client.Id, "changed", null, actor, ct);
            if (consentChanged)
            {
                await ClientLog.AddAsync(tx, client.Id, "consent", command.Consent.ToString(), actor, ct);
            }

            if (client.IsVip != command.IsVip)
            {
                await ClientLog.AddAsync(tx, client.Id, "vip", command.IsVip ? "yes" : "no", actor, ct);
                await vipTickets.TellAsync(tx, client.Id, command.IsVip, actor, ct);
            }

            return client.Id;
        }, ct);
    }

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static Uri? Address(string text)
    {
        text = text.Trim();
        return Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}", UriKind.Absolute, out var address)
            && address.Scheme is "https" or "http" && address.Host.Contains('.', StringComparison.Ordinal)
            && address.AbsoluteUri.Length <= Fit.Url ? address : null;
    }
}
