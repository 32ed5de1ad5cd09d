namespace Engagement.Channels.X;

/// <summary>
/// How X's own description of its API names what we ask for. Document 2.167 (github.com/xdevplatform/docs, openapi.json) renames what 2.166
/// has and moves some fields among the expansions; X refuses a query parameter that it does not know, and has not said which of its servers
/// speak which.
/// </summary>
/// <param name="FieldsName">What the parameter with a post's fields is called.</param>
/// <param name="Posts">The parameters that ask for posts with all that we read of them.</param>
/// <param name="Directs">Likewise for direct messages.</param>
internal sealed record XDocument(string FieldsName, string Posts, string Directs)
{
    public static readonly XDocument V2166 = new(
        "tweet.fields",
        "tweet.fields=attachments,author_id,conversation_id,created_at,entities,in_reply_to_user_id,lang,note_tweet,"
            + "possibly_sensitive,referenced_tweets"
            + "&expansions=attachments.media_keys,attachments.poll_ids,author_id,referenced_tweets.id",
        "dm_event.fields=attachments,created_at,dm_conversation_id,entities,event_type,id,sender_id,text"
            + "&expansions=attachments.media_keys,sender_id");

    public static readonly XDocument V2167 = new(
        "post.fields",
        "post.fields=attachments,conversation_id,created_at,entities,id,lang,note_post,possibly_sensitive,text"
            + "&expansions=attachments.media_keys,attachments.poll_ids,author_id,in_reply_to_user_id,referenced_posts",
        "dm_event.fields=attachments,created_at,dm_conversation_id,entities,event_type,id,text"
            + "&expansions=attachments.media_keys,sender_id");

    public XDocument Other => this == V2166 ? V2167 : V2166;
}
