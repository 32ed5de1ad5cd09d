namespace Engagement.Channels;

/// <summary>What can be known of a post's images before they leave.</summary>
internal static class ImageChecks
{
    /// <summary>What is wrong, naming the image, or null.</summary>
    public static string? Problem(IReadOnlyList<OutgoingImage> images, ChannelFacts facts, int maxAltText)
    {
        if (images.Count > facts.MaxImages)
        {
            return $"Images: {facts.Name} takes {facts.MaxImages} images in one post, and this has {images.Count}.";
        }

        for (var i = 0; i < images.Count; i++)
        {
            var image = images[i];
            if (!facts.ImageTypes.Contains(image.MediaType))
            {
                return $"Image {i + 1}: {facts.Name} does not take {image.MediaType}; it takes {string.Join(", ", facts.ImageTypes)}.";
            }

            if (image.Bytes.Length > facts.MaxImageBytes)
            {
                return $"Image {i + 1}: it has {image.Bytes.Length:N0} bytes, and {facts.Name} takes {facts.MaxImageBytes:N0}.";
            }

            if (image.AltText.Length > maxAltText)
            {
                return $"Image {i + 1}: its description has {image.AltText.Length:N0} characters, and {facts.Name} takes {maxAltText:N0}.";
            }
        }

        return null;
    }
}
