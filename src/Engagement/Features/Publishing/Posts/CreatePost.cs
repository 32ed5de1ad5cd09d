using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Engagement.Channels;
using Engagement.Channels.Text;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Variants;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Links;
using Engagement.Features.Publishing.Posts.Images;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Posts;

/// <summary>
/// Makes a post of an article for one or more accounts, and schedules its deliveries. The page and the API both end here.
/// </summary>
internal sealed partial class CreatePost(Db db, Ledger ledger, ChannelCatalog channels, RenderTemplate render,
    WriteWords write, ChooseWords choose, MakeLink links, ZoneData zones, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    private static readonly Sql FindArticle = Sql.Portable(
        "select Id, Title, State, Audience, Version, Url, Marks from Articles where Id = @Id");

    private static readonly Sql FindByExternalId = Sql.Portable(
        "select Id, Title, State, Audience, Version, Url, Marks from Articles where ExternalId = @ExternalId and State <> 'Archived'");

    public async Task<Result<Created>> RunAsync(Command command, CancellationToken ct)
    {
        command = command with { IdempotencyKey = command.IdempotencyKey?.TrimEnd(' ') is { Length: > 0 } key ? key : null };
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Created>.From(findings);
        }

        var moment = MomentOf(command);
        var hash = HashOf(command, moment);
        if (command.IdempotencyKey is not null && await ByKeyAsync(command, hash, ct) is { } before)
        {
            return before;
        }

        if (moment is null)
        {
            return Result<Created>.Wrong(nameof(command.DueAt), "Give a time such as 2026-11-24T09:00.");
        }

        if (DueTimes.Explain(moment.Instant, clock.GetUtcNow()) is { } never)
        {
            return Result<Created>.Wrong(nameof(command.DueAt), never);
        }

        var (article, refusal) = await ArticleAsync(command, ct);
        if (article is null)
        {
            return refusal!;
        }

        if (command.PostId is { } chosen && await db.OneAsync<PostRow>(PostSql.Read, new { Id = chosen }, ct) is { } made)
        {
            return new Created(made.Id, made.DueAt, null, IsNew: false);
        }

        var pictures = await PicturesAsync(command, ct);
        var id = command.PostId ?? Ids.New(clock.Now());
        var written = await WriteAsync(command, id, article, moment, pictures, ct);
        if (written is not Result<IReadOnlyList<Words>>.Done { Value: var words })
        {
            return new Result<Created>.Invalid(((Result<IReadOnlyList<Words>>.Invalid)written).Errors);
        }

        try
        {
            return await StoreAsync(command, id, article, words, moment, hash, ct);
        }
        catch (DbException) when (command.IdempotencyKey is not null || command.PostId is not null)
        {
            if (command.PostId is not null && await db.OneAsync<PostRow>(PostSql.Read, new { Id = id }, ct) is { } twice)
            {
                return new Created(twice.Id, twice.DueAt, null, IsNew: false);
            }

            // Two requests with one key at once: the other one stored it, and the unique key stopped this one.
            if (command.IdempotencyKey is not null && await ByKeyAsync(command, hash, ct) is { } stored)
            {
                return stored;
            }

            throw;
        }
    }

    private LocalMoment? MomentOf(Command command)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(string.IsNullOrWhiteSpace(command.TimeZone) ? "UTC" : command.TimeZone);
        var now = clock.Now();
        return command.Now
            ? new LocalMoment(now, TimeZoneInfo.ConvertTime(now, zone).DateTime, zone, null)
            : LocalMoment.Parse(command.DueAt!, zone);
    }

    private async Task<(PostableArticle? Article, Result<Created>? Refusal)> ArticleAsync(Command command, CancellationToken ct)
    {
        var field = command.ArticleId is not null ? nameof(command.ArticleId) : nameof(command.ExternalId);
        var found = command.ArticleId is not null
            ? await db.QueryAsync<PostableArticle>(FindArticle, new { Id = command.ArticleId }, ct)
            : await db.QueryAsync<PostableArticle>(FindByExternalId, new { command.ExternalId }, ct);
        return found switch
        {
            [] => (null, Result<Created>.Wrong(field, "There is no such article.")),
            [{ State: not "Validated" } article] => (null,
                Result<Created>.Wrong(field, $"The article is {article.State.ToLowerInvariant()}. Only validated articles may be posted.")),
            [{ Audience: not "external" }] =>
                (null, Result<Created>.Wrong(field, "The article is internal. Only articles for readers outside may be posted.")),
            [{ Url: null }] =>
                (null, Result<Created>.Wrong(field, "The article has no public address to lead readers to. Give its source a base URL.")),
            [{ Marks: { } marks }] when !command.DespiteMarks => (null, Result<Created>.Wrong(nameof(command.DespiteMarks),
                $"The article's text still holds a mark of its site maker, or lost words to one: {marks} Read it; "
                    + $"then confirm that it may be posted.")),
            [var article] => (article, null),
            _ => (null, Result<Created>.Wrong(field, "Several sources have an article of that name. Give its articleId.")),
        };
    }

    private async Task<Dictionary<Guid, KeptImage>> PicturesAsync(Command command, CancellationToken ct) =>
        command.Images is { Count: > 0 } images
            ? (await db.QueryAsync<KeptImage>(ImageSql.Describe, new { Ids = Json.Ids(images.Select(i => i.Id)) }, ct))
                .ToDictionary(i => i.Id)
            : [];

    // The words for each account: its own, or everybody's, or the template's; measured by its network, with the link in them.
    private async Task<Result<IReadOnlyList<Words>>> WriteAsync(
        Command command, Guid id, PostableArticle article, LocalMoment moment, Dictionary<Guid, KeptImage> pictures, CancellationToken ct)
    {
        var template = command.TemplateId is { } templateId
            ? await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = templateId }, ct)
            : null;
        if (command.TemplateId is not null && template is null)
        {
            return Result<IReadOnlyList<Words>>.Wrong(nameof(command.TemplateId), "There is no such template.");
        }

        var begin = template is null ? null : await choose.ForAsync(template, id, ct);
        var fields = (await render.ArticleAsync(article.Id, ct))!;
        var settings = await LinkSettings.ReadAsync(db, ct);
        var brand = await render.BrandAsync(ct);
        var words = new List<Words>();
        var errors = Unknown(command, pictures);
        for (var i = 0; i < command.Accounts.Count; i++)
        {
            var wanted = command.Accounts[i];
            var field = $"{nameof(command.Accounts)}[{i}]";
            if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = wanted.AccountId }, ct) is not { } account)
            {
                errors.Add(new(field, "There is no such account."));
                continue;
            }

            if (account.State == AccountState.Removed)
            {
                errors.Add(new(field, Sentence.Of($"{account.Name} was removed. Connect it again to post as it.")));
                continue;
            }

            if (channels.Find(account.Network) is not { } channel)
            {
                errors.Add(new(field, Sentence.Of($"{account.Name}: {GoneChannel.Words(account.Network)}")));
                continue;
            }

            var link = MakeLink.Choose(settings, article.Url!, article.Title);
            var subject = render.Subject(fields with { Url = link.Url }, channel, account, brand)
                with { PostKey = id, PostAt = moment.Instant, Zone = moment.Zone };
            var given = string.IsNullOrWhiteSpace(wanted.Text) ? command.Text : wanted.Text;
            var written = string.IsNullOrWhiteSpace(given) ? write.Run(begin!.Texts, subject)
                : new WrittenWords(given, null, null) { Language = (begin?.Texts.For(subject.Language))?.Language };
            var text = written.Text is null ? "" : WithLink(written.Text, article.Url!, link.Url);
            TextMeasure Measure(string t, int part) => channel.MeasurePart(t, part, command.ContentWarning?.Trim(), subject.Account);
            var parts = command.Thread && channel is IReply && written.Text is not null ? ThreadSplitter.Split(text, Measure) : null;
            if (parts is null && (written.Error?.ToString() ?? Measure(text, 1).Explain()) is { } problem)
            {
                // Where the template itself breaks, no account is at fault.
                errors.Add(new(string.IsNullOrWhiteSpace(given) ? (written.Error is null ? field : nameof(command.TemplateId))
                    : wanted.Text is null ? nameof(command.Text)
                    : $"{field}.{nameof(wanted.Text)}", Sentence.Of($"{account.Name}: {problem}")));
                continue;
            }

            if (ImageChecks.Problem(Sketches(command, pictures), channel.Facts) is { } unfit)
            {
                errors.Add(new(nameof(command.Images), Sentence.Of($"{account.Name}: {unfit}")));
                continue;
            }

            // Words by hand say nothing of a variant.
            var isVariants = begin?.Letter is not null && (string.IsNullOrWhiteSpace(given)
                || write.Run(begin.Texts, subject).Text is { } plain && WithLink(plain, article.Url!, link.Url) == text);
            words.Add(new Words(account, parts ?? [text], link, fields, template, Given(command.Language) ?? written.Language
                ?? fields.Language, channel is IWarnOfContent ? Given(command.ContentWarning) : null, isVariants ? begin : null));
        }

        return errors.Count > 0 ? new Result<IReadOnlyList<Words>>.Invalid(errors) : words;
    }

    private static string? Given(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();

    private static List<FieldError> Unknown(Command command, Dictionary<Guid, KeptImage> pictures) =>
        [.. (command.Images ?? []).Index().Where(i => !pictures.ContainsKey(i.Item.Id))
            .Select(i => new FieldError($"{nameof(command.Images)}[{i.Index}]", "There is no such picture. Send it up again."))];

    private static ImageSketch[] Sketches(Command command, Dictionary<Guid, KeptImage> pictures) =>
        [.. (command.Images ?? []).Where(i => pictures.ContainsKey(i.Id))
            .Select(i => new ImageSketch(pictures[i.Id].MediaType, pictures[i.Id].Size, i.AltText!.Trim()))];

    /// <summary>
    /// A post leads back to its article: by its link in the place of the article's own address, or, where words have neither, as their last
    /// line.
    /// </summary>
    public static string WithLink(string text, string url, string link)
    {
        text = ShortAddress.Swap(text.ReplaceLineEndings("\n").Trim(), url, link);
        return text.Contains(link, StringComparison.Ordinal) ? text : $"{text}\n\n{link}";
    }

    private Task<Result<Created>> StoreAsync(Command command, Guid id, PostableArticle article,
        IReadOnlyList<Words> words, LocalMoment moment, string hash, CancellationToken ct) =>
        db.InTransactionAsync<Result<Created>>(async tx =>
        {
            var now = clock.Now();
            var template = words[0].Template;
            await tx.ExecuteAsync(PostSql.Insert, new
            {
                Id = id,
                ArticleId = article.Id,
                ArticleVersion = article.Version,
                TemplateId = template?.Id,
                TemplateVersion = template?.Version,
                article.Title,
                DueAt = moment.Instant,
                LocalTime = command.Now
                    ? null
                    : moment.Local.ToString(LocalMoment.Format, System.Globalization.CultureInfo.InvariantCulture),
                TimeZone = moment.Zone.Id,
                ZoneData = zones.Version,
                command.SeriesId,
                command.IdempotencyKey,
                RequestHash = command.IdempotencyKey is null ? null : hash,
                Now = now,
                command.By,
                command.ById,
                GraceMinutes = (int?)command.Late?.Grace.TotalMinutes,
                WhenLate = command.Late?.Then.ToString(),
                ExperimentId = words.All(w => w.Variant is not null) ? words[0].Variant!.ExperimentId : null,
                Variant = words.All(w => w.Variant is not null) ? words[0].Variant!.Letter : null,
            }, ct);
            foreach (var (i, image) in (command.Images ?? []).Index())
            {
                await tx.ExecuteAsync(
                    ImageSql.Attach, new { PostId = id, Ordinal = i + 1, ImageId = image.Id, AltText = image.AltText!.Trim() }, ct);
            }

            foreach (var one in words)
            {
                Guid? previous = null;
                var linked = one.Parts.Index().Where(p => p.Item.Contains(one.Link.Url, StringComparison.Ordinal))
                    .Select(p => p.Index).FirstOrDefault(-1);
                foreach (var (i, text) in one.Parts.Index())
                {
                    // The link is one part's, and its card with it; the pictures are in the first.
                    var hasLink = i == linked;
                    previous = await ledger.CreateAsync(tx, new NewDelivery("post", one.Account.Id, one.Account.Network,
                        text, moment.Instant, command.Draft ? DeliveryState.Draft : DeliveryState.Scheduled, command.By)
                    {
                        PostId = id,
                        ArticleId = article.Id,
                        LinkUrl = hasLink ? one.Link.Url : null,
                        CardJson = Json.Write(hasLink
                            ? new StoredCard(one.Article.Title, one.Article.Summary, one.Article.Image, one.Language, one.Warning)
                            : new StoredCard("", "", null, one.Language, one.Warning)),
                        ImageCount = i == 0 ? command.Images?.Count ?? 0 : 0,
                        Part = i + 1,
                        PreviousId = previous,
                        ActorId = command.ById,
                        ArticleVersion = article.Version,
                        WaivesGuards = command.DespiteGuards,
                        Reason = i > 0 ? $"Made, to follow part {i}."
                            : command.Draft ? "Made as a draft."
                            : command.Now ? "Made, to go out now."
                            : "Made and scheduled.",
                    }, ct);
                    if (hasLink)
                    {
                        await links.StoreAsync(tx, one.Link, previous.Value, article.Id, article.Url!, one.Account.Network, ct);
                    }
                }
            }

            return new Created(id, moment.Instant, moment.Note, IsNew: true);
        }, ct);

    // By what was meant; posts of former versions have it as it was spelt.
    private async Task<Result<Created>?> ByKeyAsync(Command command, string hash, CancellationToken ct) =>
        await db.OneAsync<PostRow>(PostSql.ByKey, new { command.IdempotencyKey }, ct) switch
        {
            null => null,
            { } post when post.RequestHash == hash || post.RequestHash == HashOf(command) =>
                new Created(post.Id, post.DueAt, null, IsNew: false),
            _ => Result<Created>.Wrong("Idempotency-Key", "This key came with another request before. Use a new key for a new post."),
        };

    // The same moment is spelt with one offset or another, and the same zone is left out or said.
    private static string HashOf(Command command, LocalMoment? moment) => HashOf(command with
    {
        DueAt = command.Now || moment is null ? command.DueAt : moment.Instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        TimeZone = moment?.Zone.Id ?? command.TimeZone,
    });

    private static string HashOf(Command command) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(command with
        {
            IdempotencyKey = null,
            By = "",
            ById = null,
        })));

    private sealed record Words(AccountRow Account, IReadOnlyList<string> Parts, DeliveryLink Link,
        ArticleFields Article, TemplateRow? Template, string Language, string? Warning, ChooseWords.Chosen? Variant);

    private sealed record PostableArticle
    {
        public Guid Id { get; init; }

        public string Title { get; init; } = "";

        public string State { get; init; } = "";

        public string Audience { get; init; } = "";

        public int Version { get; init; }

        public string? Url { get; init; }

        public string? Marks { get; init; }
    }
}
