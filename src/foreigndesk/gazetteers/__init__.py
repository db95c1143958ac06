"""gazetteers"""
