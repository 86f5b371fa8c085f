"""LoRA fine-tuning of Llama-family models: one JSON configuration in, an adapter GGUF out."""
